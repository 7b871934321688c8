/// Operations, and with them everything of the engine that their values are made of.
@_exported public import Kindred
