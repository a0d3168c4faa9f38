namespace JusInfer.Portal.Usage;

/// <summary>
/// Says in one sentence what happened to a failed call and what to do, by its error code. The page /docs/errors/ has the long form.
/// </summary>
internal static class ErrorSentences
{
    /// <returns>Null for a call that succeeded.</returns>
    public static string? Describe(UsageRecord call) => call.IsError ? Describe(call.ErrorCode) : null;

    /// <param name="code">Null if the client disconnected while it received the answer.</param>
    public static string Describe(string? code) => code switch
    {
        null => "The client disconnected before the answer was complete: raise its timeout, unless a person canceled the call.",
        "CLIENT_CLOSED" => "The client disconnected before the answer began: raise its timeout, unless a person canceled the call.",
        "INVALID_REQUEST" => "The request is invalid: correct what its error message names, because it fails again unchanged.",
        "UNSUPPORTED" => "The request needs a feature that no available model supports: leave it out, or call another model.",
        "INVALID_KEY" => "The API key is missing, mistyped, revoked or expired: send a live key of the page Keys.",
        "CAP_REACHED" => "A budget had too little left for the call: wait for its next window, or ask an owner or admin to raise it.",
        "WALLET_EMPTY" => "The team's wallet had too little left for the call: ask the operator for credit.",
        "RUN_BUDGET_REACHED" => "The budget of the run had too little left for the call: start a new run, or name a larger budget for it.",
        "MODEL_NOT_ALLOWED" => "The key does not allow the model: call another one, or ask an owner or admin to allow it.",
        "FORBIDDEN" => "The key does not allow this call or address: use another key, or ask an owner or admin to change it.",
        "RUN_PAUSED" => "Runaway protection has paused the run: look at what it did, and resume it on the page Runs if that was intended.",
        "KEY_PAUSED" => "Runaway protection has paused the key: look at what it did, and resume it on the page Keys if that was intended.",
        "MODEL_NOT_FOUND" => "No model has the id in the request: correct it, or choose one of the page Models.",
        "NOT_FOUND" => "What the request names does not exist: correct the path or the id.",
        "context_length_exceeded" =>
            "The prompt is longer than the context window of each possible model: compact the conversation, or call a larger model.",
        "REQUEST_TOO_LARGE" => "The request is too large: send less context, or smaller images and files.",
        "RATE_LIMIT" => "A rate limit was used up: wait until it resets, or ask an owner or admin to raise it.",
        "UPSTREAM_ERROR" => "No attempt at a provider succeeded: repeat the call later, or with another model.",
        "OVERLOADED" => "The gateway was restarting or overloaded: repeat the call after a few seconds.",
        "INTERNAL" => "The gateway itself failed: repeat the call once, and send the operator its request id if it fails again.",
        "INTERRUPTED" => "The gateway's process ended during the call: repeat the call if its answer is missing.",
        _ => "The call failed: look up its code on the page /docs/errors/.",
    };
}
