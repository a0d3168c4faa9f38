using System.Security.Cryptography;
using System.Text.Json;
using JusInfer.Portal.Catalog.Reading;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// Reads a catalog file. A file with an error is rejected as a whole, and all its errors are reported at once, so that it can be corrected
/// in one step.
/// </summary>
internal static class CatalogReader
{
    /// <summary>Hexadecimal digits; enough that two catalogs of one installation do not share a version.</summary>
    private const int VersionDigits = 12;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a catalog, or reports all errors of its file.</summary>
    /// <param name="json">The file's bytes, UTF-8.</param>
    /// <param name="dialects">The dialects that a provider may have, besides the embedded simulator.</param>
    /// <param name="environment">Returns the value of an environment variable; null if it is unset.</param>
    /// <param name="today">The current day (UTC), after which nothing can have been measured; null to accept any day.</param>
    /// <param name="files">Reads a file with a credential; null if no file can be read.</param>
    /// <param name="texts">Reads another file; null if no file can be read.</param>
    public static Result<CatalogSnapshot, CatalogErrors> Read(
        ReadOnlySpan<byte> json, IEnumerable<Dialect> dialects, Func<string, string?> environment, DateOnly? today = null,
        Func<string, CredentialFile>? files = null, Func<string, CatalogText>? texts = null)
    {
        var errors = new ErrorList();
        using var document = Parse(json, errors);
        var snapshot = document is null ? null : Read(
            document.RootElement,
            Version(json),
            [.. dialects, Dialect.Simulator],
            new CredentialReader(environment, files ?? (static _ => CredentialFile.Missing)),
            new TlsReader(texts ?? (static _ => new CatalogText(null, CredentialFile.Missing.Fault))),
            today,
            errors);
        return snapshot is null || errors.Any ? new CatalogErrors(errors.All) : snapshot;
    }

    private static CatalogSnapshot? Read(
        JsonElement root, string version, Dialect[] dialects, CredentialReader credentials, TlsReader tls, DateOnly? today,
        ErrorList errors)
    {
        if (JsonFields.From(root, "$", errors) is not { } file) return null;

        var providers = ProviderReader.Read(file.Objects("providers"), dialects, credentials, tls);
        var models = ModelReader.Read(file.Objects("models"), providers, today);
        var auto = AutoModelReader.Read(file.Object("auto"), models);
        file.RejectUnknownFields();

        NameCheck.Run(models, auto, errors);
        if (errors.Any || auto is null) return null;

        return new CatalogSnapshot(providers.All, models.All, auto, version);
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> json, ErrorList errors)
    {
        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        if (json.StartsWith(byteOrderMark)) json = json[byteOrderMark.Length..];

        try
        {
            return JsonDocument.Parse(json.ToArray(), Strict);
        }
        catch (JsonException fault)
        {
            errors.Add("$", $"is not valid JSON: {fault.Message}");
            return null;
        }
    }

    private static string Version(ReadOnlySpan<byte> json) => Convert.ToHexStringLower(SHA256.HashData(json))[..VersionDigits];
}
