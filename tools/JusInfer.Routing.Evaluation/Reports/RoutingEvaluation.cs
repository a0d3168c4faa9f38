using JusInfer.Portal.Routing.Steps;
using JusInfer.Routing.Evaluation.Economics;
using JusInfer.Routing.Evaluation.Gateway;
using JusInfer.Routing.Evaluation.Prompts;
using JusInfer.Routing.Evaluation.Sessions;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The outcome of one run.</summary>
/// <param name="Report">The text of the report; null if the gateway of this build has a model file with other features, and so cannot start for the replay.</param>
/// <param name="ModelFile">The model file if the step head was trained.</param>
internal sealed record RoutingEvaluation(string? Report, byte[]? ModelFile)
{
    /// <summary>The share of steps that change files which may go to the small model.</summary>
    public const double Miss = 0.1;

    /// <summary>A larger share, for comparison.</summary>
    public const double LooseMiss = 0.2;

    private const string SessionsFile = "sessions_swebench_gemini3pro";

    /// <summary>The sessions of each fold that are replayed with a model that should get no calls.</summary>
    private const int SessionsOfUnsuitable = 8;

    /// <param name="data">The folder of the data.</param>
    /// <param name="catalog">The shipped catalog.</param>
    /// <param name="parts">The parts to run.</param>
    /// <param name="path">The file of the present report, of which the other parts are kept.</param>
    /// <param name="progress">Receives what is done.</param>
    public static async Task<RoutingEvaluation> RunAsync(string data, ShippedCatalog catalog, EvaluationParts parts, string path, TextWriter progress)
    {
        PromptReport? prompts = null;
        if (parts.HasFlag(EvaluationParts.Prompts))
        {
            progress.WriteLine("Training and evaluating heads for single prompts");
            prompts = new PromptReport(new PromptEvaluation(PromptSets.Read(data)));
        }

        EconomicsReport? economics = null;
        if (parts.HasFlag(EvaluationParts.Economics))
        {
            progress.WriteLine("Pricing sessions");
            economics = new EconomicsReport(CallSession.Read(data, SessionsFile), new CascadeReport(Portfolio.ReadFixes(data)), catalog);
        }

        IReadOnlyList<StepSession> sessions = [];
        if ((parts & ~(EvaluationParts.Prompts | EvaluationParts.Economics)) != EvaluationParts.None)
        {
            progress.WriteLine("Reading sessions");
            sessions = StepSessions.Read(data, SessionsFile);
        }

        var models = parts.HasFlag(EvaluationParts.Sessions) ? new SessionReport(data, catalog, new FailureHead(sessions)) : null;
        StepEvaluation? evaluation = null;
        if ((parts & (EvaluationParts.Steps | EvaluationParts.Floor)) != EvaluationParts.None)
        {
            progress.WriteLine($"Training and evaluating the step head on {sessions.Count} sessions");
            evaluation = new StepEvaluation(sessions, StepMethod.Shipped);
        }

        StepFloor? floor = null;
        if (parts.HasFlag(EvaluationParts.Floor))
        {
            progress.WriteLine("Evaluating the step head of the earlier research");
            floor = new StepFloor(evaluation!, new StepEvaluation(sessions, StepMethod.Earlier));
        }

        (StepReport, GatewayReport)? steps = null;
        byte[]? file = null;
        if (parts.HasFlag(EvaluationParts.Steps))
        {
            file = StepClassifierFile.Write(evaluation!.Ship(StepReport.MainReplay, Miss));
            if (StepClassifiers.Shipped.Error is not null) return new RoutingEvaluation(Report: null, file);
            progress.WriteLine("Replaying sessions");
            var report = new StepReport(evaluation, catalog, file.Length);
            progress.WriteLine("Replaying sessions through the gateway");
            steps = (report, await ReplayAsync(data, evaluation));
        }

        progress.WriteLine("Writing the report");
        return new RoutingEvaluation(new Document(await File.ReadAllTextAsync(path)).Write(prompts, steps, economics, floor, models), file);
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
