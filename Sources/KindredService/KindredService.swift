/// Operations, and with them everything of the engine and of learning that their values are made of.
@_exported public import Kindred
@_exported public import KindredLearning
@_exported public import KindredRetrieval
#if Keras
@_exported public import KindredKeras
#endif
