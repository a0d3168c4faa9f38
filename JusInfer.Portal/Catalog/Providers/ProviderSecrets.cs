using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Encrypts the credentials of providers with the Data Protection keys, which all nodes share.</summary>
internal sealed class ProviderSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("JusInfer.Providers.Credentials");

    public byte[] Protect(string provider, Secret credential) => Of(provider).Protect(Encoding.UTF8.GetBytes(credential.Reveal()));

    /// <summary>Null if the Data Protection key that encrypted it is missing, or if it was encrypted for another provider.</summary>
    public Secret? Open(ProviderCredential stored)
    {
        try
        {
            return new Secret(Encoding.UTF8.GetString(Of(stored.Provider).Unprotect(stored.Encrypted)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A row that was moved to another provider in the database would send the credential to another company.</summary>
    private IDataProtector Of(string provider) => protector.CreateProtector(provider);
}
