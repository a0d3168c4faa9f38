namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class TenantRow
{
    public required TenantId Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
