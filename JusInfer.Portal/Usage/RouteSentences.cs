using System.Globalization;

namespace JusInfer.Portal.Usage;

/// <summary>Explains a choice of the router in sentences.</summary>
internal static class RouteSentences
{
    /// <summary>A changed block is described by its position in tokens: 256 bytes, of which four are about one token.</summary>
    private const int TokensPerBlock = 64;

    /// <summary>Explains a reason code, with the numbers that decided if they are known.</summary>
    /// <param name="reason">The code, for example <c>auto:baseline</c>.</param>
    /// <param name="model">The chosen model; null if none answered.</param>
    /// <param name="details">What the router knew; null for calls of earlier versions.</param>
    public static string Explain(string reason, string? model, RouteDetails? details) =>
        Describe(reason) + (details?.Evidence is { } evidence ? $" {evidence}" : "") + NumbersOf(model, details)
            + (details?.Escalated is { } escalated ? $" {DescribeEscalation(escalated)}" : "");

    public static string Describe(string reason) => reason switch
    {
        "pinned" => "The call named this model.",
        "auto:baseline" => "The baseline model: no other model was shown to do this call for less.",
        "auto:capable" => "The baseline model cannot serve this call: the best model that can.",
        "auto:tool-result" => "A tool result that a smaller model can process for less, caches included.",
        "auto:step" => "A step that a smaller model can do for less, caches included.",
        "auto:escalated" => "Back to the baseline model: the agent repeats a failing command, its last commands have failed, or the user repeats a request.",
        "auto:failed-tests" => "Back to the baseline model: tests fail after a cheaper model has changed files.",
        "auto:refused" => "Back to the baseline model: a cheaper model refused to answer, or answered nothing.",
        "auto:vision" => "The call contains an image: the baseline, or else the best model with vision.",
        "auto:economy" => "The monthly cap is reached: the cheapest capable model.",
        "auto:cheap" => "The call asked for the cheapest capable model.",
        "auto:best" => "The call asked for the best capable model.",
        "auto:title" => "A title beside the conversation: the cheapest capable model.",
        "auto:summary" => "A summary beside the conversation: the cheapest capable model.",
        "auto:compaction" => "A summary that replaces the conversation: the cheapest capable model, caches included.",
        "auto:safety-check" => "A check of a command beside the conversation: the cheapest capable model.",
        "auto:probe" => "The client only checks that the endpoint answers: the cheapest capable model.",
        "auto:control" => "The control group of the team: the baseline always answers, so that results with and without routing can be compared.",
        "session:spend" => "Back to the baseline model: the session has cost more than nearly all measured tasks.",
        "session:prior" => "The model of this session: measured results for this kind of work support it, and it costs less than the baseline.",
        "auto:embeddings" => "The first embedding model of the catalog.",
        "auto:utility" => "A short call without tools: a small model is sufficient.",
        "auto:reasoning" => "The call needs reasoning: the best capable model.",
        _ => reason,
    };

    /// <summary>Why a model was not chosen.</summary>
    public static string DescribeRejection(string code) => code switch
    {
        "price" => "costs more",
        "quality" => "is of lower quality",
        "risk" => "the step probably changes files, and repeating it would cost more than is saved",
        "saving" => "would save too little, caches included",
        "cache" => "reading the whole prompt costs more than the baseline's cache",
        "guard" => "could make the session more expensive than staying",
        "escalations" => "too many of its answers had to be repeated in this session",
        "trouble" => "the agent makes no progress",
        "failed_tests" => "tests fail after a cheaper model has changed files",
        "refused" => "a cheaper model refused to answer, or answered nothing",
        "spend" => "the session has cost more on it than nearly all measured tasks",
        "no_agent" => "nothing shows that it does such calls as well",
        "control" => "the session is in the control group",
        "prior" => "its measured results do not support it for this kind of work",
        "context" => "the prompt could exceed its context window",
        "unavailable" => "its provider fails at the moment",
        _ => code,
    };

    /// <summary>Why an answer was repeated, and what it cost.</summary>
    public static string DescribeEscalation(EscalatedCall escalated) =>
        $"{escalated.Model} answered first and {DescribeCause(escalated.Cause)}, so the baseline model repeated the answer. The first one cost ${Rounded(escalated.Cost)}, which is part of the call's cost.";

    private static string DescribeCause(string cause) => cause switch
    {
        "unknown_tool" => "called a tool that the request does not define",
        "invalid_arguments" => "called a tool with arguments that are not a JSON object",
        "missing_argument" => "called a tool without a required argument",
        "refused" => "refused to answer",
        "empty" => "gave an empty answer",
        _ => $"its answer was not usable ({cause})",
    };

    /// <summary>Why a prompt was not read from the provider's cache.</summary>
    public static string DescribeLoss(LostCache lost) => lost.Cause switch
    {
        "prefix_changed" => $"{DescribeMessage(lost.Message)} changed, {DescribeBlock(lost.Block)}",
        "tools_reordered" => "the tools are in another order",
        "tools_changed" => "the tools changed",
        "model_switched" => "the call before went to another model",
        "endpoint_switched" => "the call before went to another provider",
        "expired" => "the pause was longer than the cache lives",
        "below_minimum" => "the prompt is shorter than what the provider caches",
        _ => "the provider dropped it",
    };

    /// <summary>A system prompt is the first message of a prompt, but not every prompt has one.</summary>
    private static string DescribeMessage(int index) =>
        index <= 0 ? "the system prompt or the first message" : string.Create(CultureInfo.InvariantCulture, $"message {index + 1} of the prompt");

    private static string DescribeBlock(int index) =>
        index <= 0 ? "at its start" : string.Create(CultureInfo.InvariantCulture, $"about {(long)index * TokensPerBlock} tokens into it");

    private static string NumbersOf(string? model, RouteDetails? details)
    {
        if (details is not { Baseline: { } baseline, Expected: { } expected, ExpectedBaseline: { } stay }) return "";
        var risk = details.Risk is { } probability
            ? string.Create(CultureInfo.InvariantCulture, $" The step changes files with a probability of {probability * 100:0} %.")
            : "";
        return model is null || model == baseline
            ? $" Expected cost ${Rounded(stay)}.{risk}"
            : $" Expected cost ${Rounded(expected)} instead of ${Rounded(stay)} on {baseline} with its cache.{risk}";
    }

    /// <summary>An amount with three significant digits: more of them would claim a precision that an estimate does not have.</summary>
    private static string Rounded(NanoUsd estimate)
    {
        var usd = estimate.Usd;
        if (usd == 0) return "0";
        var places = Math.Clamp(2 - (int)Math.Floor(Math.Log10((double)Math.Abs(usd))), 2, 9);
        return Math.Round(usd, places).ToString("0.#########", CultureInfo.InvariantCulture);
    }
}
