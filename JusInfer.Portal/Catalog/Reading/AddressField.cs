namespace JusInfer.Portal.Catalog.Reading;

/// <summary>A provider's address, and the pages prices were read from.</summary>
internal static class AddressField
{
    public static Uri? Address(this JsonFields fields, string name)
    {
        if (fields.Text(name) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" })
        {
            return address;
        }

        // The text is not repeated: what precedes an @ in it may be a password.
        fields.Refuse(name, "is no address; write an absolute one that begins with http:// or https:// and carries no credential.");
        return null;
    }
}
