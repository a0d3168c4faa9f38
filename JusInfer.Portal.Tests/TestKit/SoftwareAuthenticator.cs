using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>A browser with an authenticator that has one passkey, with an ES256 key (Web Authentication, sections 5.8, 6.1 and 6.5).</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte Present = 0x01;
    private const byte Verified = 0x04;
    private const byte CanBeBackedUp = 0x08;
    private const byte BackedUp = 0x10;
    private const byte HasKey = 0x40;

    private static readonly string[] Transports = ["internal"];

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(16);
    private string userHandle = "";

    public string Origin { get; set; } = "http://localhost";

    /// <summary>Whether the authenticator says that it has checked who uses it.</summary>
    public bool VerifiesUser { get; set; } = true;

    /// <summary>Whether the passkey can be on several devices, and whether it is.</summary>
    public (bool Eligible, bool Done) Backup { get; set; }

    /// <summary>The number of signatures, which the next one increases.</summary>
    public uint Count { get; set; }

    public string Id => Base64Url.EncodeToString(id);

    /// <summary>Creates the passkey, as <c>navigator.credentials.create</c> does.</summary>
    public string Create(string options)
    {
        var (challenge, domain) = (JsonNode.Parse(options)!["challenge"]!.GetValue<string>(), JsonNode.Parse(options)!["rp"]!["id"]?.GetValue<string>() ?? "localhost");
        userHandle = JsonNode.Parse(options)!["user"]!["id"]!.GetValue<string>();
        var data = AuthenticatorData(domain, HasKey, [.. new byte[16], 0, (byte)id.Length, .. id, .. PublicKey()]);
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Credential(new { clientDataJSON = Text(ClientData("webauthn.create", challenge)), attestationObject = Text(attestation), transports = Transports });
    }

    /// <summary>Signs with the passkey, as <c>navigator.credentials.get</c> does.</summary>
    public string Sign(string options)
    {
        var (challenge, domain) = (JsonNode.Parse(options)!["challenge"]!.GetValue<string>(), JsonNode.Parse(options)!["rpId"]?.GetValue<string>() ?? "localhost");
        Count++;
        var (data, client) = (AuthenticatorData(domain, 0, []), ClientData("webauthn.get", challenge));
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle });
    }

    public void Dispose() => key.Dispose();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private string Credential(object response) => JsonSerializer.Serialize(new { id = Id, rawId = Id, type = "public-key", response, clientExtensionResults = new { } });

    private byte[] ClientData(string type, string challenge) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type, challenge, origin = Origin, crossOrigin = false }));

    private byte[] AuthenticatorData(string domain, byte flags, byte[] rest)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        var backup = (Backup.Eligible ? CanBeBackedUp : 0) | (Backup.Done ? BackedUp : 0);
        var all = (byte)(Present | (VerifiesUser ? Verified : 0) | backup | flags);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), all, .. count, .. rest];
    }

    /// <summary>The public key in COSE (RFC 9053, section 7.1.1).</summary>
    private byte[] PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }
}
