public import DeltaSearch

extension ProgressMeter {
    /// Shows a run's phases. It never stops one: see ``Interruption`` for that.
    public var observer: SearchSession.Observer {
        SearchSession.Observer(
            begin: { self.begin($0, total: $1) }, update: { self.update($0) }, end: { self.end() })
    }
}
