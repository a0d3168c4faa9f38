namespace JusInfer.Portal.Usage;

/// <summary>Names the causes of lost caches, and says what to change.</summary>
internal static class CacheLossAdvice
{
    /// <param name="cause">The code, for example <c>prefix_changed</c>.</param>
    public static string NameOf(string cause) => cause switch
    {
        "prefix_changed" => "An earlier message changed",
        "tools_reordered" => "Tools in another order",
        "tools_changed" => "Other tools",
        "model_switched" => "Another model",
        "endpoint_switched" => "Another provider",
        "expired" => "Pause longer than the cache lives",
        "below_minimum" => "Prompt too short to be cached",
        _ => "Dropped by the provider",
    };

    /// <param name="cause">The code, for example <c>prefix_changed</c>.</param>
    public static string AdviceFor(string cause) => cause switch
    {
        "prefix_changed" => "Append messages instead of changing earlier ones: keep time stamps, counters and file lists out of the system prompt, and put them into the newest message.",
        "tools_reordered" => "Send the tools in the same order in every call, or turn on cache care for the key: the gateway then keeps the order of the session.",
        "tools_changed" => "Send the same tools in every call of a run. Give work that needs other tools to a subagent with a run of its own.",
        "model_switched" => "Name one model for the whole run. With jusInfer-auto, the cost of the lost cache is part of the decision: the receipt has both expected costs.",
        "endpoint_switched" => "Nothing in the client: the provider before failed or was not available. The attempts are on the receipt.",
        "expired" => "Make calls of a run with shorter pauses. If the model has a cache of one hour, mark the prompt for it before long pauses.",
        "below_minimum" => "Nothing: a prompt this short costs little.",
        _ => "Nothing in the client: the provider removed the prompt before its time was over.",
    };
}
