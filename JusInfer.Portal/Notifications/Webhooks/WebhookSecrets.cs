using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>Encrypts the signing secrets of webhooks with the Data Protection keys, which all nodes share.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Webhooks.Secrets");

    public byte[] Protect(Secret secret) => protector.Protect(Encoding.UTF8.GetBytes(secret.Reveal()));

    /// <summary>Null if the Data Protection key that encrypted it is missing.</summary>
    public Secret? Open(byte[] encrypted)
    {
        try
        {
            return new Secret(Encoding.UTF8.GetString(protector.Unprotect(encrypted)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
