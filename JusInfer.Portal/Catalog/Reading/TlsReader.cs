using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads <c>tls</c> of a provider, with the PEM files that it names.</summary>
/// <param name="files">Reads a file.</param>
internal sealed class TlsReader(Func<string, CatalogText> files)
{
    private const string ConvertHint = "A DER file is converted with: openssl x509 -inform der -in FILE -out FILE.pem.";

    public ProviderTls? Read(JsonFields provider, Uri? address)
    {
        if (!provider.Has("tls") || provider.Object("tls") is not { } fields) return null;
        var (authorities, certificate, key) = (fields.Text("caFile"), fields.Text("certificateFile"), fields.Text("keyFile"));
        fields.RejectUnknownFields();
        if (address is not null && address.Scheme != Uri.UriSchemeHttps)
            provider.AddError("tls", "is set, but baseUrl is not an https address; correct baseUrl, or remove tls.");
        if (authorities is null && certificate is null && key is null)
            provider.AddError("tls", "has no field; write caFile, or certificateFile and keyFile, or remove it.");
        if (key is not null && certificate is null)
            fields.AddError("certificateFile", "is missing beside keyFile; write the file with the certificate of that key.");
        var chain = certificate is null ? null : ReadCertificates(fields, "certificateFile", certificate);
        return new ProviderTls
        {
            Authorities = authorities is null ? null : ReadCertificates(fields, "caFile", authorities),
            Certificate = chain is null ? null : ReadPair(fields, certificate!, key),
            Intermediates = chain is null ? [] : [.. chain.Skip(1)],
        };
    }

    private X509Certificate2Collection? ReadCertificates(JsonFields fields, string field, string file)
    {
        if (ReadText(fields, field, file) is not { } text) return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            fields.AddError(field, $"names {file}, which contains a damaged certificate; copy the file again.");
            return null;
        }

        if (certificates.Count > 0) return certificates;
        fields.AddError(
            field, $"names {file}, which contains no certificate (-----BEGIN CERTIFICATE-----); write a PEM file with one. {ConvertHint}");
        return null;
    }

    /// <summary>The certificate with its private key, which can be in the same file.</summary>
    private X509Certificate2? ReadPair(JsonFields fields, string certificate, string? key)
    {
        var (field, file) = key is null ? ("certificateFile", certificate) : ("keyFile", key);
        if (ReadText(fields, field, file) is not { } keyText) return null;
        if (ReadText(fields, "certificateFile", certificate) is not { } text) return null;
        if (keyText.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            fields.AddError(
                field, $"names {file}, whose private key is encrypted; remove its passphrase with: openssl pkey -in FILE -out FILE.pem.");
            return null;
        }

        if (!keyText.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            fields.AddError(
                field,
                $"names {file}, which contains no private key (-----BEGIN PRIVATE KEY-----); write keyFile with that of the certificate.");
            return null;
        }

        try
        {
            using var pair = X509Certificate2.CreateFromPem(text, keyText);

            // Windows cannot use the key otherwise.
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            fields.AddError(
                field,
                $"names {file}, whose private key is damaged or not that of the certificate in {certificate}; write the two files that "
                + "were created together.");
            return null;
        }
    }

    private string? ReadText(JsonFields fields, string field, string file)
    {
        var content = files(file);
        if (content.Fault is { } fault)
            fields.AddError(
                field, $"names {file}, which {fault}; write the path of a PEM file. A relative one begins at the folder of the catalog.");
        return content.Text;
    }
}
