using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class ProviderCredentialRow
{
    public required string Provider { get; init; }

    /// <summary>Encrypted with Data Protection.</summary>
    public required byte[] Credential { get; set; }

    public required DateTimeOffset SetAt { get; set; }

    public required UserId SetBy { get; set; }

    public ProviderCredential ToCredential() => new() { Provider = Provider, Encrypted = Credential, SetAt = SetAt, SetBy = SetBy };
}
