namespace JusInfer.Portal.Primitives;

/// <summary>The clock of the store, which all processes that share it have in common.</summary>
internal interface IStoreClock
{
    Task<DateTimeOffset> ReadAsync(CancellationToken cancellationToken);
}
