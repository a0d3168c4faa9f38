using JusInfer.Portal.Routing.Steps;
using JusInfer.Routing.Evaluation.Prompts;
using JusInfer.Routing.Evaluation.Sessions;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The report and the model file of one run.</summary>
internal sealed record RoutingEvaluation(string Report, byte[] ModelFile)
{
    /// <summary>The share of steps that change files which may go to the small model.</summary>
    public const double Miss = 0.1;

    public static RoutingEvaluation Run(string data, ShippedCatalog catalog, TextWriter progress)
    {
        progress.WriteLine("Reading sessions");
        var sessions = StepSessions.Read(data, "sessions_swebench_gemini3pro");
        progress.WriteLine($"Training and evaluating the step head on {sessions.Count} sessions");
        var steps = new StepEvaluation(sessions);
        var replay = StepReport.MainReplay;
        var head = StepTraining.Train(sessions);
        var file = StepHeadFile.Write(Shipped(head, (float)steps.ShippedMissCost(replay, Miss)));
        progress.WriteLine("Replaying sessions");
        var stepReport = new StepReport(steps, catalog, file.Length);
        progress.WriteLine("Evaluating the choice of the session's model");
        var sessionReport = new SessionReport(Portfolio.Read(data, "oh"), catalog);
        progress.WriteLine("Training and evaluating heads for single prompts");
        var promptReport = new PromptReport(new PromptEvaluation(PromptSets.Read(data)));
        return new RoutingEvaluation(Document.Write(promptReport, stepReport, sessionReport), file);
    }

    private static StepHead Shipped(StepHead head, float missCost) => new()
    {
        Words = head.Words,
        WordScale = head.WordScale,
        WordBias = head.WordBias,
        Base = head.Base,
        Trees = head.Trees,
        MissCost = missCost,
    };
}
