/// Lines and points over two axes.
public struct Plot: Sendable {
    /// One thing that is drawn, and its name in the legend.
    public struct Series: Sendable {
        /// How its points are shown.
        public enum Style: Sendable, Hashable {
            /// Points joined in the order given.
            case line
            /// Points alone.
            case scatter
        }

        /// One point; its note is shown while a pointer rests on it.
        public struct Point: Sendable, Hashable {
            /// Where it stands.
            public var x, y: Double
            /// What there is to say about it.
            public var note: String

            /// A point, with a note or without.
            public init(_ x: Double, _ y: Double, note: String = "") {
                self.x = x
                self.y = y
                self.note = note
            }
        }

        /// The name in the legend.
        public var name: String
        /// Joined or alone.
        public var style: Style
        /// What is drawn. Points that an axis cannot show are left out.
        public var points: [Point]
        /// Closed curves in the colour of the points, corner after corner, as around where most of them lie.
        public var outlines: [[Point]] = []

        /// A series of points.
        public init(_ name: String, _ style: Style = .line, _ points: [Point]) {
            self.name = name
            self.style = style
            self.points = points
        }
    }

    /// An axis' title and the way it spreads values.
    public struct Axis: Sendable {
        /// What it measures, with its unit.
        public var title: String
        /// How it spreads values.
        public var scale: PlotScale

        /// An axis; linear unless given.
        public init(_ title: String, _ scale: PlotScale = .linear) {
            self.title = title
            self.scale = scale
        }
    }

    /// What is shown, above the plot.
    public var title: String
    /// The axis along the bottom.
    public var x: Axis
    /// The axis at the left.
    public var y: Axis
    /// What is drawn, in the order of the legend.
    public var series: [Series]

    /// A plot of some series.
    public init(_ title: String, x: Axis, y: Axis, _ series: [Series]) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
    }
}
