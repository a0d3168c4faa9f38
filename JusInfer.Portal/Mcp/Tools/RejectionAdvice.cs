namespace JusInfer.Portal.Mcp.Tools;

/// <summary>What an agent can do about a rejected call, by error code. The page /docs/errors/ has the long form.</summary>
internal static class RejectionAdvice
{
    public static string For(string code) => code switch
    {
        "RATE_LIMIT" => "Wait until the limit resets and repeat the call. If this happens often, make fewer calls at once, or ask an owner to raise the limit under Developer, Keys.",
        "CAP_REACHED" => "Do not repeat the call. A lower max_tokens or a shorter prompt may still fit. Otherwise an owner or admin raises the budget under Developer, Tenant, or the window ends.",
        "WALLET_EMPTY" => "Do not repeat the call. The operator adds credit to the wallet of the team.",
        "RUN_BUDGET_REACHED" => "Do not repeat the call in this run. Start the run with a higher X-JusInfer-Run-Budget.",
        "RUN_PAUSED" or "KEY_PAUSED" => "Runaway protection has stopped the run or the key. A person checks it and resumes it under Developer, Runs or Keys.",
        "MODEL_NOT_ALLOWED" => "Call a model that the key allows; list_models lists all. An owner or admin changes the models of the key.",
        "MODEL_NOT_FOUND" => "Correct the id of the model; list_models lists all.",
        "FORBIDDEN" => "Use the key from an address that it allows, and a key with the scope all for calls. An owner or admin changes the addresses.",
        "context_length_exceeded" => "Compact the conversation, or call a model with a larger context window; list_models has the sizes.",
        "REQUEST_TOO_LARGE" => "Send less at once: smaller images or files, or a shorter conversation.",
        "OVERLOADED" => "Repeat the call after a few seconds.",
        "INVALID_REQUEST" or "UNSUPPORTED" => "Correct the request as the reason says. Repeating it unchanged fails again.",
        _ => "The page /docs/errors/ describes the code.",
    };
}
