using System.Buffers.Text;

namespace JusInfer.Portal.Accounts.Passkeys;

/// <summary>A passkey of an account, for people.</summary>
/// <param name="Id">What the authenticator calls it.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
internal sealed record Passkey(byte[] Id, string Name, DateTimeOffset CreatedAt)
{
    /// <summary>The id for addresses.</summary>
    public string Text => Base64Url.EncodeToString(Id);
}
