using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Mail;

/// <summary>Encrypts the mails of the outbox with the Data Protection keys, which all nodes share.</summary>
internal sealed class MailSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Mail.Outbox");

    public byte[] Close(Letter letter) => protector.Protect(JsonSerializer.SerializeToUtf8Bytes(letter));

    /// <summary>Null if the Data Protection key that encrypted it is missing.</summary>
    public Letter? Open(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize<Letter>(protector.Unprotect(content));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
