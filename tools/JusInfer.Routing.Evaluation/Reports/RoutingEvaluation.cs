using JusInfer.Portal.Routing.Steps;
using JusInfer.Routing.Evaluation.Gateway;
using JusInfer.Routing.Evaluation.Prompts;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The report and the model file of one run.</summary>
internal sealed record RoutingEvaluation(string Report, byte[] ModelFile)
{
    /// <summary>The share of steps that change files which may go to the small model.</summary>
    public const double Miss = 0.1;

    /// <summary>A larger share, for comparison.</summary>
    public const double LooseMiss = 0.2;

    private const string SessionsFile = "sessions_swebench_gemini3pro";

    /// <summary>The sessions of each fold that are replayed with a model that should get no calls.</summary>
    private const int SessionsOfUnsuitable = 8;

    public static async Task<RoutingEvaluation> RunAsync(string data, ShippedCatalog catalog, TextWriter progress)
    {
        progress.WriteLine("Reading sessions");
        var sessions = StepSessions.Read(data, SessionsFile);
        progress.WriteLine($"Training and evaluating the step head on {sessions.Count} sessions");
        var steps = new StepEvaluation(sessions);
        var replay = StepReport.MainReplay;
        var head = StepTraining.Train(sessions);
        var file = StepHeadFile.Write(head with { MissCost = (float)steps.ShippedMissCost(replay, Miss) });
        progress.WriteLine("Replaying sessions");
        var stepReport = new StepReport(steps, catalog, file.Length);
        progress.WriteLine("Replaying sessions through the gateway");
        var gatewayReport = await ReplayAsync(data, steps);
        progress.WriteLine($"Saved by steps: {gatewayReport.Saving.Percent()} %, worst session {gatewayReport.Worst:F3}");
        progress.WriteLine("Evaluating the choice of the session's model");
        var sessionReport = new SessionReport(data, catalog);
        progress.WriteLine("Training and evaluating heads for single prompts");
        var promptReport = new PromptReport(new PromptEvaluation(PromptSets.Read(data)));
        return new RoutingEvaluation(Document.Write(promptReport, stepReport, gatewayReport, sessionReport), file);
    }

    private static async Task<GatewayReport> ReplayAsync(string data, StepEvaluation steps)
    {
        var recorded = RecordedSession.Read(data, SessionsFile);
        var folds = steps.Sessions.ToDictionary(static session => session.Task, static session => session.Fold, StringComparer.Ordinal);
        var (heads, looseHeads) = (steps.Heads(StepReport.MainReplay, Miss), steps.Heads(StepReport.MainReplay, LooseMiss));
        return new GatewayReport(
            await GatewayReplay.RunAsync(recorded, folds, heads, GatewayReplay.Qwen),
            await GatewayReplay.RunAsync(recorded, folds, looseHeads, GatewayReplay.Qwen),
            await GatewayReplay.RunAsync(recorded, folds, heads, GatewayReplay.Hermes405B, SessionsOfUnsuitable));
    }
}
