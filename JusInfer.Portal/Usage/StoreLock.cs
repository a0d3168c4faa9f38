namespace JusInfer.Portal.Usage;

/// <summary>
/// Excludes that records of this process are stored while totals are read: a record is then either in a total or not yet stored.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Waits for the turn, and runs an action in it.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
