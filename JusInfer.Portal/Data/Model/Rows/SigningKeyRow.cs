namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class SigningKeyRow
{
    public required string Id { get; init; }

    public required byte[] Pkcs8 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
