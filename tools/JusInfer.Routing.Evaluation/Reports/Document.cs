using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Routing.Evaluation.Economics;
using JusInfer.Routing.Evaluation.Prompts;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>
/// Writes docs/ROUTING.md. All numbers come from the run. A part that did not run stays as it is: no part depends on another one.
/// </summary>
/// <param name="previous">The present text.</param>
internal sealed class Document(string previous)
{
    private const string FirstFloor = $"| G1 | {PromptReport.Pooled}:";

    public string Write(PromptReport? prompts, (StepReport Steps, GatewayReport Gateway)? steps, EconomicsReport? economics, StepFloor? floor, SessionReport? sessions) => $"""
        # Evaluation of the router

        Written by `dotnet run --project tools/JusInfer.Routing.Evaluation -c Release -- DATA --write`; do not edit. The command is deterministic: equal data gives
        this text and the same model file. `--prompts`, `--steps`, `--floor`, `--sessions` and `--economics` run one part and leave the others as they are. The data is not part of the repository. All numbers are from
        the development half of the data. Each session or task is judged by a model, a threshold or a choice that was made without it (five folds). Brackets are
        one-sided limits of 95 % from a bootstrap over sessions or tasks. [ADR 19](adr/0019-routing-by-cost-and-measured-results.md) describes the router.

        ## What the numbers say

        {(steps is { } summary ? SummaryOf(summary.Steps) : Kept("- Per step:", "- Per session:"))}{(sessions is null ? Kept("- Per session:", "- The two do") : SummaryOf(sessions))}- The two do not add up: a session on a cheap model has no expensive cache to leave.

        Limits of these numbers: the replay assumes that a step on a small model is as the recorded one, apart from the repeated ones. Whether small models do such
        steps as well was not measured. Tokens are those of the recorded model. Tasks are public benchmarks, mostly in Python.

        ## Steps

        {(steps is { } both ? StepText(both.Steps, both.Gateway) : Section("Steps"))}
        ## Session economics

        {(economics is null ? Section("Session economics") : EconomicsText(economics))}
        ## Models for whole sessions

        {(sessions is null ? Section("Models for whole sessions") : SessionText(sessions))}
        ## Single prompts

        {(prompts is null ? Section("Single prompts") : PromptText(prompts))}
        ## Goals

        {Goals.Header}{(prompts is null ? Kept("| G1 |", "| G5 |") : Goals.OfPrompts(prompts))}{StepGoals(steps)}{FixGoal(sessions)}{Goals.OfTransfer()}{FileGoal(steps)}{(sessions is null ? Kept("| G12 |", "\n## ") : Goals.OfSessions(sessions))}
        ## Floor: the earlier research on the same folds

        Figures of the earlier research come from models that were trained on all of the development data and scored on data that is not here, so they are not the same measure. This is its method in
        this evaluation, on the same rows and folds, next to what this repository has. For prompts, it is the best of three forms by the same values ([table](#the-method-of-the-earlier-research)). For
        steps, it is {TreeOptions.Earlier.Trees} trees of {TreeOptions.Earlier.Leaves} leaves over the counts of a session, the last four actions and one score of the words; actions and words are those of the gateway's extractor, the replay is that of {RoutingEvaluation.Miss:P0} miss and
        {StepReport.MainReplay.Redo:P0} redo. Positive differences mean that this repository is better; their limits are paired: both methods in the same samples.

        | goal | measure | earlier method | this repository | better by |
        |---|---|---|---|---|
        {(prompts is null ? Kept(FirstFloor, "| G5 | step head") : prompts.FloorRows())}{(floor is null ? Kept("| G5 | step head: AUC, %", "| G9 | bug fixes begun by GPT-5 mini: saving, %") : floor.Rows())}{(sessions is null ? Kept("| G9 | bug fixes begun by GPT-5 mini: saving, %", "\n## ") : sessions.FloorRow())}
        ## Model card: step head

        {(steps is { } trained ? CardText(trained.Steps) : Section("Model card: step head"))}

        """;

    private string StepGoals((StepReport Steps, GatewayReport Gateway)? steps) => steps is { } measured ? Goals.OfSteps(measured.Steps, measured.Gateway) : Kept("| G5 |", "| G9 |");

    private string FixGoal(SessionReport? sessions) => sessions is null ? Kept("| G9 |", "| G10 |") : Goals.OfFixes(sessions);

    private string FileGoal((StepReport Steps, GatewayReport Gateway)? steps) => steps is { } measured ? Goals.OfModelFile(measured.Steps) : Kept("| G11 |", "| G12 |");

    /// <summary>The present text under a heading.</summary>
    private string Section(string heading)
    {
        var title = $"\n## {heading}\n\n";
        var start = previous.IndexOf(title, StringComparison.Ordinal) + title.Length;
        var end = previous.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? previous[start..].TrimEnd('\n') : previous[start..end];
    }

    /// <summary>The present text from a mark up to another one; nothing if it has no such mark.</summary>
    private string Kept(string from, string to)
    {
        var start = previous.IndexOf(from, StringComparison.Ordinal);
        return start < 0 ? string.Empty : previous[start..previous.IndexOf(to, start, StringComparison.Ordinal)];
    }

    private static string SummaryOf(StepReport steps) => $"""
        - Per step: {steps.Main.Percent()} % saved against Sonnet 4.5 **with its cache**, if {RoutingEvaluation.Miss:P0} of the steps that change files go to a small model and
          {StepReport.MainReplay.Redo:P0} of the small model's answers are repeated. The most expensive session costs {steps.Worst:F3} times what staying would have cost.

        """;

    private static string SummaryOf(SessionReport sessions) => $"""
        - Per session: {sessions.Main.Saving.Percent()} % saved against Sonnet 4.5 in the same harness, with {sessions.Main.Difference.Percent()} points more completed tasks; on bug fixes alone
          {sessions.Fix.Saving.Percent()} % with {sessions.Fix.Difference.Percent()} points. A session that costs more than nine of ten of its model is handed to the baseline, and both are paid.

        """;

    private static string StepText(StepReport steps, GatewayReport gateway) => $"""
            {steps.Sessions} recorded sessions with {steps.Calls} calls. Label: the step changes files.

            AUC of the step head: {steps.Auc.Percent()}. Mean calibration error over ten groups: {steps.CalibrationError * 100:F1} points. By risk alone, {steps.ShareAtMiss * 100:F1} % of the calls
            are below the threshold at which {RoutingEvaluation.Miss:P0} of the changes are. The router weighs the risk against the saving of each call, so it sends other calls.
            The features, words and trees of the head were chosen from about thirty variants on other folds of the same sessions, which favors it a little.

            {steps.MissTable()}
            ### Other policies, at the same miss

            Sonnet 4.5 at $3 / 0.30 / 3.75 / 15 (input, cache read, cache write, output) and a model without a cache at $0.05 / 0.20. The thresholds of random, length and kNN are
            fitted to the evaluated sessions, which favors them.

            {steps.PolicyTable()}
            ### Pairs of the shipped catalog

            Prices, caches and context windows of `catalog.json`. A model that is cheap by its list price and expensive next to a warm cache gets no calls.

            {steps.PairTable()}
            ### Through the gateway

            The same sessions as calls to the whole gateway on sockets, whose sums of usage records are compared: with Sonnet 4.5 alone, and with `jusInfer-auto`. The provider of Sonnet bills
            markers as Anthropic does; the other one has no cache and leaves a tenth of its answers empty, which the baseline then repeats. Each session is routed by
            a step head and a cost of a miss from the other folds. The client sets no markers. Without the gateway, it would pay for all of each prompt. Pauses between calls are left out,
            and the bills are those at the end of a session.

            {gateway.Table()}
            ### Actions

            How the gateway's extractor names the recorded steps.

            {steps.ActionTable()}
            """;

    private static string EconomicsText(EconomicsReport economics) => $"""
            What caches, switches, useless steps and checks do to a bill, computed from {economics.Sessions} recorded sessions with {economics.Calls} calls. The gateway's router is not part of it, nothing is trained
            or chosen, and it is assumed that a step on another model is as the recorded one. The earlier research has the same tables from 500 sessions, of which these are the
            development half. Prices are those of that research in $ for a million tokens (input / cache read / cache write / output): {string.Join("; ", StatedPrices.All)}.
            A prompt that a model with a cache has seen is read up to where it ends, and the rest is written. Prompts of less than 1,024 tokens are not cached.

            ### Structure of the sessions

            Gemini 3 Pro with mini-SWE-agent.

            {economics.StructureTable()}
            Shares by what the recorded model did, in %. Tactical is the form of a step; whether a small model does it as well was not measured.

            {economics.ActionTable()}
            ### Tactical calls on a small model

            Saving in % against the baseline with its cache, if all tactical calls go to the small model and each step is done once. By the price lists, every prompt token is new for both models: what a
            comparison of list prices would claim. The shipped catalog has other prices for some models, among them the output of Qwen3 8B, and Hermes's provider has a price for
            cache writes.

            {economics.PairTable()}
            All calls on one model:

            {economics.AlwaysTable()}
            How many calls of Sonnet 4.5 have to go to Qwen3 8B for a saving, in %:

            {economics.ShareTable()}
            ### From where a stay at a small model pays

            The small model's cache is cold, the baseline's is warm and survives. One call: the output for each prompt token from which it is cheaper than the baseline's call. A run: the calls in a row
            from which they are, in a conversation of {EconomicsReport.RunPrompt} tokens that grows by {economics.Growth} (the mean of the sessions) with {EconomicsReport.RunOutput} of output a call; never: not even a hundred.

            {economics.BreakEvenTable()}
            ### Expiry, useless steps and longer sessions

            Saving in % of tactical calls on the small model. Expiry meets the baseline's bill too. A useless step stays in the conversation, and the baseline does it again: both are paid, and all
            later prompts are longer. In a session with more calls, further ones repeat recorded ones, evenly spread, and each adds 35 % of what its original added to the
            conversation; it is compared with the recorded length on the baseline. The earlier research does not say how it prices the last two in detail, so these are not its exact figures.

            {economics.TroubleTable()}
            ### A check at the end

            {economics.Cascades.Tasks} bug fixes with one agent, mini-SWE-agent, and their own bills, under a license that permits evaluation only. Sonnet 4.5 completes {economics.Cascades.NeedsSonnet.Percent()} % of them that GPT-5 mini does not.
            If a random share of the tasks goes to GPT-5 mini, as large as keeps 95 % of the tasks that Sonnet 4.5 completes, {economics.Cascades.RandomSaving.Percent()} % are saved. Shares are in %.

            {economics.Cascades.AloneTable()}
            A model does each task, a check rejects results, and the other model does those tasks from their start; both are paid. Recall is the share of failed tasks that the check rejects,
            false alarm that of completed ones; the numbers are expected values. **The check is assumed**: none of this quality is part of the gateway, see
            [failures at the end of a session](#failures-at-the-end-of-a-session).

            {economics.Cascades.CascadeTable()}
            """;

    private static string SessionText(SessionReport sessions) => $"""
            Tasks of four domains (bug fixes, tests, research, libraries) that the same agent has done with nine models of the catalog. Baseline Sonnet 4.5. d is the
            difference in completed tasks. Rules that choose see only the other folds; the folds are drawn ten times. The session model has the hand-over of the gateway
            (`spend90`): if a session costs more than nine of ten tasks of its model in the other folds did, the baseline does the task from its start, and the bill has both.

            {sessions.PolicyTable()}
            ### Confidence

            How sure the priors must be that the choice is within {SessionModelOptions.Default.Margin * 100:F0} points of the baseline. The router uses {SessionModelOptions.Default.BoundedConfidence:F2} if a
            measurement has `spend90`, so that failing sessions come back, as here. This number was chosen by the table, so it is not the lowest that the table would permit. Without
            `spend90`, the router uses {SessionModelOptions.Default.Confidence:F2}.

            {sessions.ConfidenceTable()}
            ### Hand-over without a check of the work

            Bug fixes and tests. MiniMax M2.7 in OpenHands begins each task, and Sonnet 4.5 in Claude Code takes over at the cost of a share of the tasks of the other folds; its own
            results are the baseline.

            {sessions.HandOverTable()}
            ### Bug fixes begun by GPT-5 mini

            {sessions.Fixes} bug fixes with one agent, mini-SWE-agent, under a license that permits evaluation only. Sonnet 4.5 does a task from its start if GPT-5 mini has not ended within
            a number of calls or at a cost, and both are paid; the first calls count as average ones, although their prompts are shorter. Rows of what other tasks require
            see only the other folds: of all limits, the one that saves most with 95 % of the baseline's tasks completed. The earlier research chose its {SessionReport.EarlierCalls} calls from
            500 tasks, these among them; the other fixed limits are shown to see the slope.

            {sessions.FixesTable()}
            ### Failures at the end of a session

            Whether a failed session can be told at its end. A head on recorded sessions of Gemini 3 Pro, the only ones with a license that permits it to ship, is not better than the
            number of output tokens alone, which nothing has to be trained for. **So none ships**: the gateway hands a session over by its spend.

            | by | AUC | recall at 20 % false alarms |
            |---|---|---|
            | {FailureRow("head: sizes, errors, actions", sessions.Failures.Trained)}
            | {FailureRow("output tokens alone", sessions.Failures.ByOutput)}
            | {FailureRow("spend of MiniMax M2.7, fixes", sessions.SpendOf("fix/python"))}
            | {FailureRow("spend of MiniMax M2.7, tests", sessions.SpendOf("tests/python"))}

            ### Choices from all tasks

            {sessions.ChoiceTable()}
            The outcomes of two models on the same tasks correlate with {sessions.PairCorrelation():F2} (median of all pairs), which is why equal sources are compared as pairs.

            ### Priors of the shipped catalog

            Averages of the results above with their dates and without flagged ones in the data; no row is part of the program. Source: the public OpenHands index
            (OpenHands/openhands-index-results, 2026-06-30), whose repository has no license; results of sources that permit evaluation only are not in the catalog. The source has bills
            and no tokens: the tokens are those that the bill buys at the prices of {ShippedCatalog.Today:yyyy-MM-dd}, if a tenth of a prompt is not cached and the output is a sixtieth of it, as in the
            recorded sessions. Versions of the agent differ by the date. With Claude Code, Sonnet 4.5 completes as many fixes and ten points more tests, so a team that
            uses it should let a control group or results of its own tasks decide.

            {sessions.ShippedPriorTable()}
            Their choices on {ShippedCatalog.Today:yyyy-MM-dd}, in sessions for which a team allows one. A measurement older than 180 days counts half.

            {sessions.ShippedChoiceTable()}
            """;

    private static string PromptText(PromptReport prompts) => $"""
            {prompts.Count} prompts that a small and a large model have answered: Mixtral 8x7B and GPT-4, Llama 3.1 8B and Gemini 1.5 Pro, Qwen 2.5 7B and Sonnet 3.5, Hermes 2 Pro 8B
            and GPT-4. **The router has no head for single prompts**: these tables say what one would achieve. It would be trained on pairs of models that no catalog has any
            more, and whether its order holds for other pairs cannot be seen in this data.

            APGR (1: the large model's quality at every share of its calls; 0.5: chance; above 1: better than the large model alone). The head with licensed data has seen the sets
            under Apache 2.0 only and could ship; the one with all data is for comparison. The form of the words (pairs, rarity, table of {PromptWords.Size}) and the strength of the
            regression were chosen from an earlier state of this table, so the values of the heads favor them a little. What the heads average, and the form of their trees, was fixed before
            they were evaluated.

            {prompts.RankingTable()}
            ### The method of the earlier research

            Its ridge regression on the gain and its stack, on these prompts and folds with all data: two logistic regressions and the ridge regression over 2^14 hashed words and pairs, whose
            scores of unseen prompts feed trees of {TreeOptions.Earlier.Leaves} leaves with 24 features of the form. It does not say whether its trees estimate the gain or both models, so both are here, and what it leaves
            open is set as in this repository. The last column compares the head with the best of the three, which is chosen by these same values and so favors the earlier method; positive
            means better, and the limits are paired: both in the same samples of prompts.

            {prompts.EarlierTable()}
            ### Savings

            At $0.05 and $0.20 against $3 and $15 for a million tokens of input and output; each call is new, so caches do not matter. The columns without a name are of the head with all data.

            {prompts.SavingTable()}
            """;

    private static string CardText(StepReport steps) => $"""
            | | |
            |---|---|
            | File | `JusInfer.Portal/Routing/Steps/step-head.bin`, {steps.ModelBytes} bytes, with SHA-256; embedded in the program |
            | Purpose | the probability that the next step of a coding agent changes files |
            | Method | {StepMethod.Shipped.Trees.Trees} gradient-boosted trees of {StepMethod.Shipped.Trees.Leaves} leaves over {StepFeatures.Count} features, of which each tree may use a random {StepMethod.Shipped.Trees.Features:P0}. Two are linear models over {HashedText.Size} hashed words each, one of the last result and one of the last turn, in which each word counts once. Calibrated by a line through the log-odds (Platt) |
            | Features | {string.Join(", ", StepFeatures.Names)} |
            | Trained on | {steps.Sessions} sessions of Gemini 3 Pro with mini-SWE-agent (gruckion/mini-swe-agent, MIT); Python repositories. No row is part of the program |
            | Not for | conversations without tools, other kinds of work than code: nobody has measured it there. The guard limits the cost of a wrong decision, not its quality |
            | Known weaknesses | one model and one agent in training; the label is the form of a step, not whether a small model can do it |
            | Privacy | the model sees counts and hashes; nothing of a conversation is kept |
            """;

    private static string FailureRow(string name, (Interval Auc, double Recall) measured) => $"{name} | {PromptReport.Format(measured.Auc)} | {measured.Recall:F2} |";
}
