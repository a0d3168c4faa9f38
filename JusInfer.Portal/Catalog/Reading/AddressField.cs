namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads addresses: a provider's base URL, and the source of a price.</summary>
internal static class AddressField
{
    public static Uri? Address(this JsonFields fields, string name)
    {
        if (fields.Text(name) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" })
        {
            return address;
        }

        // The message does not repeat the text, because it may contain a password before an @.
        fields.AddError(name, "is not a valid address; write an absolute http:// or https:// URL without credentials.");
        return null;
    }
}
