namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>
/// The goals of the router with their values of this run. A goal that this version does not measure says so.
/// </summary>
internal static class Goals
{
    public const string Header = "| goal | measure | aim | value |\n|---|---|---|---|\n";

    public static string OfPrompts(PromptReport prompts)
    {
        const string Mmlu = PromptReport.Mmlu, Bfcl = PromptReport.Bfcl;
        var (mmlu, bfcl) = (prompts.CurveOf(Mmlu), prompts.CurveOf(Bfcl));
        return Row("G1", "pooled APGR of single prompts", ">= 0.66", $"{PromptReport.Format(prompts.Apgr(null, isLicensed: false))}; licensed data {PromptReport.Format(prompts.Apgr(null, isLicensed: true))}")
            + Row("G2", "RouteLLM MMLU: APGR, CPT50, CPT80", ">= 0.69, 27, 56", $"{PromptReport.Format(prompts.Apgr(Mmlu, isLicensed: false))}, {mmlu[0].Percent()}, {mmlu[1].Percent()}")
            + Row("G3", "BFCL: APGR, saving at 99 %", ">= 0.72, 30 %", $"{PromptReport.Format(prompts.Apgr(Bfcl, isLicensed: false))}, {bfcl[2].Percent()} %; licensed data, which has no tools: {PromptReport.Format(prompts.Apgr(Bfcl, isLicensed: true))}")
            + Row("G4", "probability that a small model is right: AUC, ECE", ">= 0.73, <= 0.03", $"{PromptReport.Format(prompts.SmallAuc(isLicensed: false))}, {prompts.SmallCalibrationError(isLicensed: false):F3}");
    }

    public static string OfSteps(StepReport steps, GatewayReport gateway) =>
        Row("G5", "step head: AUC; calls below the threshold at 10 % miss", ">= 0.80; 38 %", $"{PromptReport.Format(steps.Auc)}; {steps.ShareAtMiss * 100:F1} %")
        + Row("G6", "replay against a cached Sonnet 4.5, 10 % miss, 10 % redo: saving; worst session", ">= 18 %; <= 1.03", $"{steps.Main.Percent()} %; {steps.Worst:F3}; through the gateway {gateway.Saving.Percent()} %; {gateway.Worst:F3}")
        + Row("G7", "the same against a client without cache markers", ">= 85 % at 20 % miss", $"{steps.AgainstUncached.Percent()} % at 20 % miss; through the gateway {gateway.LooseAgainstUncached.Percent()} %, at 10 % miss {gateway.AgainstUncached.Percent()} %, markers alone {gateway.Markers.Percent()} %")
        + Row("G8", "unsuitable models as the small one (Hermes 4 405B, Haiku 4.5, GPT-5): saving", ">= 0, 23, 15 %", "see the table of pairs; Hermes 4 405B gets no calls");

    public static string OfModelFile(StepReport steps) =>
        Row("G11", "decision; model file", "< 50 µs; < 200 KB", $"measured by `JusInfer.Benchmarks decisions`, see [ADR 19](adr/0019-routing-by-cost-and-measured-results.md); {steps.ModelBytes / 1000.0:F0} KB");

    public static string OfFixes(SessionReport sessions)
    {
        var own = sessions.FixesByCalls;
        return Row("G9", "bug fixes begun by GPT-5 mini, handed to Sonnet 4.5 by the number of calls: saving at 95 % of the quality", ">= 40 %", $"{own.Saving.Percent()} % at {sessions.QualityOf(own) * 100:F1} %");
    }

    public static string OfTransfer() => Row("G10", "transfer to other pairs", ">= 0.62, 0.58", "not measured: the development data has no other pairs");

    public static string OfSessions(SessionReport sessions)
    {
        var (main, at80, at90) = (sessions.Main, sessions.HandOver(0.8), sessions.HandOver(0.9));
        var (fixSpend, testSpend) = (sessions.SpendOf("fix/python"), sessions.SpendOf("tests/python"));
        return Row("G12", "domain portfolio against Sonnet 4.5: saving; d", ">= 73 % with lower limit >= -2.0", $"{main.Saving.Percent()} %; {main.Difference.Percent()}")
            + Row("G13", "cost of a task by its prior against the bill: median factor", "<= 1.25", $"{sessions.PriorFactor():F2}")
            + Row("G14", "hand-over without a verifier against Sonnet 4.5 in Claude Code: saving; d", ">= 50 % with lower limit >= -2.0", $"at the cost of 80 % of the tasks {at80.Saving.Percent()} %; {at80.Difference.Percent()}; of 90 % {at90.Saving.Percent()} %; {at90.Difference.Percent()}")
            + Row("G15", "failure head at the end of a session: AUC; recall at 20 % false alarms", "0.80; 0.64", $"see the table; by spend alone, as it ships, {Format(fixSpend)} (fixes), {Format(testSpend)} (tests) for MiniMax M2.7")
            + Row("G16", "a model added by catalog data alone", "chosen or ignored correctly", "`SessionModelTests`, `GoldenDecisionsTests`; without priors it is never chosen for a session");

        static string Format((Interval Auc, double Recall) measured) => $"{PromptReport.Format(measured.Auc)}; {measured.Recall:F2}";
    }

    private static string Row(string goal, string measure, string aim, string value) => $"| {goal} | {measure} | {aim} | {value} |\n";
}
