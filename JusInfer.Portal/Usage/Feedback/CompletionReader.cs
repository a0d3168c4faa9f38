namespace JusInfer.Portal.Usage.Feedback;

/// <summary>Compares the routed sessions of a team with its control group.</summary>
internal sealed class CompletionReader(IFeedbackStore store)
{
    public async Task<TaskCompletion> ReadAsync(TeamId team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        TaskCompletion.From(await store.ListComparedAsync(team, from, to, cancellationToken));
}
