using JusInfer.Portal.Data;
using JusInfer.Portal.Data.KeyRing;

namespace JusInfer.Portal.Hosting;

/// <summary>Reads the keys that wrap the key ring, from the files that the settings name.</summary>
internal static class SecretSettings
{
    public static WrappingKeys Read(SettingsReader settings, string contentRoot, StoreOptions store)
    {
        var files = new Files("Secrets", settings.Text("Secrets:KeyFile"), settings.Text("Secrets:CertificateFile"), settings.Text("Secrets:CertificatePasswordFile"));
        var previous = settings.Sections("Secrets:Previous").Select(section =>
        {
            var earlier = new Files(section, settings.Text($"{section}:KeyFile"), settings.Text($"{section}:CertificateFile"), settings.Text($"{section}:CertificatePasswordFile"));
            if ((earlier.Key ?? earlier.Certificate) is null) settings.AddError($"{section} names no key; write {section}:KeyFile or {section}:CertificateFile.");
            return ReadKey(settings, earlier, contentRoot, store);
        });
        WrappingKeys keys = new() { Current = ReadKey(settings, files, contentRoot, store), Previous = [.. previous.OfType<WrappingKey>()] };
        return keys is { Current: null, Previous.IsEmpty: true } ? WrappingKeys.None : keys;
    }

    private static WrappingKey? ReadKey(SettingsReader settings, Files files, string contentRoot, StoreOptions store)
    {
        var (key, certificate, password) = ($"{files.Section}:KeyFile", $"{files.Section}:CertificateFile", $"{files.Section}:CertificatePasswordFile");
        if (files is { Key: not null, Certificate: not null }) settings.AddError($"{key} and {certificate} are both set; write only one of them.");
        if (files is { Password: not null, Certificate: null }) settings.AddError($"{password} is set without {certificate}; write the file of the certificate, or remove the password.");
        var (keyBytes, certificateBytes, passwordBytes) = (ReadFile(settings, key, contentRoot, store), ReadFile(settings, certificate, contentRoot, store), ReadFile(settings, password, contentRoot, store));
        if (certificateBytes is not null && (files.Password is null) == (passwordBytes is null))
            return Take(settings, certificate, Certificate.Read(certificateBytes, passwordBytes is null ? null : PasswordIn(passwordBytes)));
        return keyBytes is null ? null : Take(settings, key, KeyFile.Read(keyBytes));
    }

    private static WrappingKey? Take(SettingsReader settings, string name, Result<WrappingKey, string> read)
    {
        if (read.TryGet(out var key, out var fault)) return key;
        settings.AddError($"{name} is \"{settings.Text(name)}\", which {fault}; write the name of a file that contains {(name.EndsWith("KeyFile", StringComparison.Ordinal) ? "what 'openssl rand -base64 32' prints" : "a certificate with its private RSA key")}.");
        return null;
    }

    private static Secret PasswordIn(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content)); // Without the byte order mark that some editors write.
        return new Secret(reader.ReadToEnd().TrimEnd('\r', '\n'));
    }

    /// <returns>The content; null if the setting is missing or the file cannot be read.</returns>
    private static byte[]? ReadFile(SettingsReader settings, string name, string contentRoot, StoreOptions store)
    {
        if (settings.Text(name) is not { } file) return null;
        try
        {
            var path = Path.GetFullPath(file, contentRoot);
            if (!store.IsShared && path.StartsWith(Path.TrimEndingDirectorySeparator(store.Path) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                settings.AddError($"{name} is \"{file}\", which is in the folder of the store; keep it elsewhere, so that a backup of the store does not contain it.");
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            settings.AddError($"{name} is \"{file}\", which {(fault is UnauthorizedAccessException ? "this process may not read" : File.Exists(file) ? "cannot be read" : "does not exist")}; write the name of a file that it can read.");
            return null;
        }
    }

    /// <param name="Section">The section that names them.</param>
    /// <param name="Key">The file with a key; null if there is none.</param>
    /// <param name="Certificate">The file with a certificate; null if there is none.</param>
    /// <param name="Password">The file with the password of the certificate; null if there is none.</param>
    private readonly record struct Files(string Section, string? Key, string? Certificate, string? Password);
}
