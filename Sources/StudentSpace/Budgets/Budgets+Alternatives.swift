extension Budgets {
    /// Reads budgets of several students: alternatives are separated by commas or given one by one, and what is joined by
    /// a `+` is kept at once.
    ///
    /// Where some of the texts hold budgets of compute alone and the others of time alone, every one of compute is kept
    /// together with every one of time: `2GFLOPs,1GFLOPs` and `7ms` are two students.
    ///
    /// - Throws: ``BudgetError``.
    public static func alternatives(parsing texts: [String]) throws(BudgetError) -> [Budgets] {
        var lists: [[Budgets]] = []
        for text in texts {
            var list: [Budgets] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                do throws(BudgetError) {
                    list.append(try Budgets(parsing: String(part)))
                } catch {
                    // `7,5ms` is no `7` and a `5ms`.
                    if case .decimalComma? = Budget.separated(text), let comma = Budget.separated(text) { throw comma }
                    throw error
                }
            }
            lists.append(list)
        }
        let compute = lists.filter { $0.allSatisfy { $0.time == nil } }.flatMap { $0 }
        let time = lists.filter { $0.allSatisfy { $0.compute == nil } }.flatMap { $0 }
        let all = lists.flatMap { $0 }
        guard !compute.isEmpty, !time.isEmpty, compute.count + time.count == all.count else { return all }
        return compute.flatMap { compute in
            time.map { Budgets(compute: compute.compute, time: $0.time) }
        }
    }
}
