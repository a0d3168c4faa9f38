namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The intent of a call whose record is not stored yet.</summary>
internal sealed class CallIntentRow
{
    public required RequestId Id { get; init; }

    public required Guid Node { get; init; }

    /// <summary>The intent as an entry of the journal.</summary>
    public required byte[] Entry { get; init; }
}
