using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>The software bill of materials that the build writes beside the program.</summary>
public sealed class SbomTests
{
    private static readonly JsonElement Sbom = Read(Path.Combine(AppContext.BaseDirectory, "sbom.cdx.json"));

    private static readonly Dictionary<string, JsonElement> Components = Sbom.GetProperty("components").EnumerateArray()
        .ToDictionary(static component => component.GetProperty("purl").GetString()!, StringComparer.Ordinal);

    [Fact]
    public void It_is_a_CycloneDX_document_about_the_portal()
    {
        (Sbom.GetProperty("bomFormat").GetString(), Sbom.GetProperty("specVersion").GetString()).ShouldBe(("CycloneDX", "1.6"));
        var about = Sbom.GetProperty("metadata").GetProperty("component");
        about.GetProperty("name").GetString().ShouldBe("JusInfer.Portal");
        about.GetProperty("version").GetString().ShouldBe(ProductVersion.Text);
    }

    [Fact]
    public void It_has_exactly_the_NuGet_packages_of_the_lock_file_with_their_hashes()
    {
        var locked = Read(Repository.PathOf("JusInfer.Portal", "packages.lock.json")).GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(static package => package.Value.GetProperty("type").GetString() is not "Project")
            .Select(static package => ($"pkg:nuget/{package.Name}@{package.Value.GetProperty("resolved").GetString()}", package.Value.GetProperty("contentHash").GetString()!))
            .ToList();

        locked.Count.ShouldBeGreaterThan(20);
        foreach (var (purl, hash) in locked) HashOf(purl).ShouldBe(hash, purl);
        Components.Keys.Where(static purl => purl.StartsWith("pkg:nuget/", StringComparison.Ordinal)).Except(locked.Select(static package => package.Item1)).ShouldBeEmpty();
    }

    [Fact]
    public void It_has_exactly_the_npm_packages_of_the_lock_file_with_their_hashes()
    {
        var locked = Read(Repository.PathOf("eng", "charts", "package-lock.json")).GetProperty("packages").EnumerateObject()
            .Where(static package => package.Name.StartsWith("node_modules/", StringComparison.Ordinal))
            .Select(static package => ($"pkg:npm/{package.Name["node_modules/".Length..].Replace("@", "%40")}@{package.Value.GetProperty("version").GetString()}", package.Value.GetProperty("integrity").GetString()!))
            .ToList();

        locked.ShouldNotBeEmpty();
        foreach (var (purl, hash) in locked) HashOf(purl).ShouldBe(hash["sha512-".Length..], purl);
        Components.Keys.Where(static purl => purl.StartsWith("pkg:npm/", StringComparison.Ordinal)).ShouldBe(locked.Select(static package => package.Item1), ignoreOrder: true);
    }

    [Fact]
    public void Every_dependency_is_a_component()
    {
        var dependencies = Sbom.GetProperty("dependencies").EnumerateArray().ToList();

        dependencies.ShouldNotBeEmpty();
        foreach (var dependency in dependencies)
        {
            Components.ShouldContainKey(dependency.GetProperty("ref").GetString()!);
            foreach (var purl in dependency.GetProperty("dependsOn").EnumerateArray()) Components.ShouldContainKey(purl.GetString()!);
        }
    }

    [Fact]
    public void Packages_whose_assemblies_are_beside_the_program_are_required_and_analyzers_are_not()
    {
        ScopeOf("Yarp.ReverseProxy").ShouldBe("required");
        ScopeOf("SQLitePCLRaw.lib.e_sqlite3").ShouldBe("required");
        ScopeOf("Meziantou.Analyzer").ShouldBe("excluded");
    }

    private static string? ScopeOf(string package) =>
        Components.Single(component => component.Key.StartsWith($"pkg:nuget/{package}@", StringComparison.Ordinal)).Value.GetProperty("scope").GetString();

    private static string HashOf(string purl)
    {
        Components.ShouldContainKey(purl);
        var hash = Components[purl].GetProperty("hashes").EnumerateArray().ShouldHaveSingleItem();
        hash.GetProperty("alg").GetString().ShouldBe("SHA-512");
        return Convert.ToBase64String(Convert.FromHexString(hash.GetProperty("content").GetString()!));
    }

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
}
