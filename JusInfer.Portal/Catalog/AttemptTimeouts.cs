namespace JusInfer.Portal.Catalog;

/// <summary>The times after which an attempt counts as failed.</summary>
/// <param name="FirstToken">From sending the request to the first byte of a stream; null for the default.</param>
/// <param name="Idle">Between two bytes of a stream, comments included; null for the default.</param>
/// <param name="Total">From the call's first attempt to the end of the response; further attempts do not restart it.</param>
internal sealed record AttemptTimeouts(TimeSpan? FirstToken, TimeSpan? Idle, TimeSpan Total)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>
    /// OpenAI's chat streams send nothing at all while the model reasons, which takes minutes (mezmo/aura#62, openai/codex#39771).
    /// </summary>
    private static readonly TimeSpan SilenceOfReasoning = TimeSpan.FromMinutes(10);

    public static AttemptTimeouts Default { get; } = new(FirstToken: null, Idle: null, TimeSpan.FromMinutes(10));

    /// <param name="reasonsSilently">The model may reason in the attempt, without a sign of life.</param>
    public TimeSpan FirstTokenOf(bool reasonsSilently) => FirstToken ?? SilenceOf(reasonsSilently);

    /// <param name="reasonsSilently">The model may reason in the attempt, without a sign of life.</param>
    public TimeSpan IdleOf(bool reasonsSilently) => Idle ?? SilenceOf(reasonsSilently);

    private static TimeSpan SilenceOf(bool reasonsSilently) => reasonsSilently ? SilenceOfReasoning : Silence;
}
