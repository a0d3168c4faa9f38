using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Mail;

/// <summary>Encrypts the mails of the outbox with the Data Protection keys, which all nodes share.</summary>
internal sealed class MailSeal(IDataProtectionProvider protection)
{
    private static readonly JsonSerializerOptions Strict = new() { RespectRequiredConstructorParameters = true };

    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Mail.Outbox");

    public byte[] Close(AddressedMail mail) => protector.Protect(JsonSerializer.SerializeToUtf8Bytes(mail));

    /// <summary>Null if the Data Protection key that encrypted it is missing, or a version wrote it that stored mails in another form.</summary>
    public AddressedMail? Open(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize<AddressedMail>(protector.Unprotect(content), Strict);
        }
        catch (Exception fault) when (fault is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
