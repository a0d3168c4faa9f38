using JusInfer.Routing.Evaluation.Prompts;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>A measure of a ranking of prompts.</summary>
internal sealed record PromptMeasure(string Name, Func<RoutingCurve, double> Of, bool IsLowerBetter = false)
{
    public static PromptMeasure Apgr { get; } = new("APGR", static curve => curve.Apgr);

    public static PromptMeasure Cpt50 { get; } = new("CPT50", static curve => curve.Cpt(0.5), IsLowerBetter: true);

    public static PromptMeasure Cpt80 { get; } = new("CPT80", static curve => curve.Cpt(0.8), IsLowerBetter: true);

    public static PromptMeasure Saving { get; } = new("saving at 99 %", static curve => curve.SavingAt(0.99));

    public static IReadOnlyList<PromptMeasure> All { get; } = [Apgr, Cpt50, Cpt80, Saving];
}
