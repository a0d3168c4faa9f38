namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The last entry of a team's audit log. Whoever appends an entry locks this row until the end of the transaction.</summary>
internal sealed class AuditHeadRow
{
    public required TeamId TeamId { get; init; }

    public required long Number { get; set; }

    public required byte[] Hash { get; set; }
}
