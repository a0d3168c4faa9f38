using System.Text;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.Extensions.Configuration;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The settings of the keys that wrap the key ring.</summary>
public sealed class SecretSettingsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-secrets-");
    private readonly List<string> errors = [];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_key_file_a_certificate_and_previous_keys_are_read()
    {
        WriteFiles();

        var key = Read(("Secrets:KeyFile", "key"), ("Secrets:Previous:0:CertificateFile", "certificate.pfx"), ("Secrets:Previous:0:CertificatePasswordFile", "password"));
        var certificate = Read(("Secrets:CertificateFile", "certificate.pfx"), ("Secrets:CertificatePasswordFile", "password"), ("Secrets:Previous:0:KeyFile", "key"));

        errors.ShouldBeEmpty();
        key.Current!.Id.ShouldMatch("^key:[0-9a-f]{20}$");
        key.Previous.ShouldHaveSingleItem().Id.ShouldMatch("^certificate:[0-9a-f]{64}$");
        (certificate.Current!.Id, certificate.Previous[0].Id).ShouldBe((key.Previous[0].Id, key.Current.Id));
        Read().ShouldBe(WrappingKeys.None);
    }

    [Fact]
    public void All_faults_are_reported_at_once_without_a_secret()
    {
        WriteFiles();
        File.WriteAllText(PathOf("short"), "cGxhbnRlZA==");
        File.WriteAllText(PathOf("text"), "planted, and no Base64");
        File.WriteAllBytes(PathOf("weak.pfx"), WrappingFiles.CertificateFile(bits: 1024));

        Read(
            ("Secrets:KeyFile", "short"), ("Secrets:CertificateFile", "certificate.pfx"),
            ("Secrets:Previous:0:KeyFile", "text"), ("Secrets:Previous:1:KeyFile", "nowhere"),
            ("Secrets:Previous:2:CertificateFile", "key"), ("Secrets:Previous:3:CertificatePasswordFile", "password"),
            ("Secrets:Previous:4:CertificateFile", "weak.pfx"), ("Secrets:Previous:4:CertificatePasswordFile", "password"),
            ("Secrets:Previous:5:CertificateFile", "certificate.pfx"), ("Secrets:Previous:5:CertificatePasswordFile", "short"),
            ("Secrets:Previous:6:KeyFile", "store/key"), ("Secrets:Previous:7:KeyFile", "short"));

        foreach (var expected in (string[])
            [
                "Secrets:KeyFile and Secrets:CertificateFile are both set", "Secrets:CertificateFile is \"certificate.pfx\", which is not a PKCS#12 file (PFX), or has a password",
                "Secrets:Previous:0:KeyFile is \"text\", which is not Base64", "Secrets:Previous:1:KeyFile is \"nowhere\", which does not exist",
                "Secrets:Previous:2:CertificateFile is \"key\", which is not a PKCS#12 file (PFX)", "Secrets:Previous:3 names no key",
                "Secrets:Previous:3:CertificatePasswordFile is set without Secrets:Previous:3:CertificateFile", "Secrets:Previous:4:CertificateFile is \"weak.pfx\", which contains an RSA key of less than 2048 bits",
                "Secrets:Previous:5:CertificateFile is \"certificate.pfx\", which is not a PKCS#12 file (PFX), or has another password",
                "Secrets:Previous:6:KeyFile is \"store/key\", which is in the folder of the store", "Secrets:Previous:7:KeyFile is \"short\", which contains 7 bytes in Base64 instead of 32 or more",
            ])
            errors.ShouldContain(error => error.StartsWith(expected, StringComparison.Ordinal) && error.Contains("; ", StringComparison.Ordinal), expected);
        errors.Count.ShouldBe(11, string.Join('\n', errors));
        errors.ShouldNotContain(static error => error.Contains("planted", StringComparison.Ordinal) || error.Contains("cGxhbnRlZA", StringComparison.Ordinal) || error.Contains(WrappingFiles.Password, StringComparison.Ordinal));
    }

    private void WriteFiles()
    {
        File.WriteAllBytes(PathOf("key"), WrappingFiles.KeyFile());
        File.WriteAllBytes(PathOf("certificate.pfx"), WrappingFiles.CertificateFile());
        File.WriteAllText(PathOf("password"), $"{WrappingFiles.Password}\n", Encoding.UTF8);
        Directory.CreateDirectory(PathOf("store"));
        File.WriteAllBytes(PathOf("store/key"), WrappingFiles.KeyFile());
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private WrappingKeys Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static each => KeyValuePair.Create(each.Key, (string?)each.Value))).Build();
        return SecretSettings.Read(new SettingsReader(configuration, errors), folder.FullName, new StoreOptions(null, PathOf("store")));
    }
}
