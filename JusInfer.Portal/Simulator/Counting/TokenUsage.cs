namespace JusInfer.Portal.Simulator.Counting;

/// <summary>
/// What a completion reports. As OpenAI counts: cached tokens are part of the prompt's, reasoning tokens part of the completion's.
/// </summary>
internal readonly record struct TokenUsage(int Prompt, int Cached, int Completion, int Reasoning)
{
    public int Total => Prompt + Completion;
}
