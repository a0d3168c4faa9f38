namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A provider that was connected in the portal. The row stays when the credential or the server is removed.</summary>
internal sealed class ConnectedProviderRow
{
    public required string Provider { get; init; }

    /// <summary>When it was connected first.</summary>
    public required DateTimeOffset At { get; init; }
}
