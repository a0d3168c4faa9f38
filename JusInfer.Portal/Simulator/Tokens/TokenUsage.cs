namespace JusInfer.Portal.Simulator.Tokens;

/// <summary>
/// The token usage of a completion. As at OpenAI, prompt tokens include cached tokens, and completion tokens include reasoning tokens.
/// </summary>
internal readonly record struct TokenUsage(int Prompt, int Cached, int Completion, int Reasoning)
{
    public int Total => Prompt + Completion;
}
