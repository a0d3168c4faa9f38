namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class DisabledProviderRow
{
    public required string Provider { get; init; }

    public required DateTimeOffset At { get; init; }

    public required UserId By { get; init; }
}
