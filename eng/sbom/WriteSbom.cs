using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes the software bill of materials: the NuGet packages of an assets file and the npm packages of a lock file, as CycloneDX 1.6. Equal input makes an equal
/// file: it has no time and no serial number. MSBuild compiles this file against .NET Standard 2.0, which has no other reader of JSON.
/// </summary>
public sealed class WriteSbom : Task
{
    [Required]
    public string Assets { get; set; }

    [Required]
    public string NpmLock { get; set; }

    [Required]
    public string Name { get; set; }

    [Required]
    public string Version { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        var components = NuGetPackages(Read(Assets)).Concat(NpmPackages(Read(NpmLock))).OrderBy(component => component.Purl, StringComparer.Ordinal).ToList();
        File.WriteAllText(Destination, Write(components));
        return true;
    }

    private static XElement Read(string path)
    {
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(File.ReadAllBytes(path), XmlDictionaryReaderQuotas.Max)) return XElement.Load(reader);
    }

    /// <summary>The name of a JSON field, which is an attribute where it is not a valid name of an XML element.</summary>
    private static string NameOf(XElement field) => (string)field.Attribute("item") ?? field.Name.LocalName;

    private static IEnumerable<XElement> Fields(XElement parent, string name) =>
        parent.Elements().Where(field => NameOf(field) == name).SelectMany(field => field.Elements());

    private static IEnumerable<Component> NuGetPackages(XElement assets)
    {
        var target = assets.Element("targets").Elements().First().Elements().ToDictionary(NameOf);
        var versions = target.Keys.ToDictionary(key => key.Split('/')[0], key => key.Split('/')[1], StringComparer.OrdinalIgnoreCase);
        foreach (var library in assets.Element("libraries").Elements().Where(library => (string)library.Element("type") == "package"))
        {
            var parts = NameOf(library).Split('/');
            var used = target[NameOf(library)];
            yield return new Component
            {
                Name = parts[0],
                Version = parts[1],
                Purl = NuGetPurl(parts[0], parts[1]),
                Hash = (string)library.Element("sha512"),
                IsShipped = used.Elements().Any(part => part.Name.LocalName == "runtime" || part.Name.LocalName == "runtimeTargets"),
                DependsOn = Fields(used, "dependencies").Select(NameOf).Where(versions.ContainsKey).Select(name => NuGetPurl(name, versions[name])).ToList(),
            };
        }

        // Packages of which a file is taken at the build, for example Blazor's script.
        foreach (var download in assets.Descendants("downloadDependencies").SelectMany(list => list.Elements()))
        {
            var version = ((string)download.Element("version")).Trim('[', ']').Split(',')[0];
            yield return new Component { Name = (string)download.Element("name"), Version = version, Purl = NuGetPurl((string)download.Element("name"), version), IsShipped = true };
        }
    }

    private static IEnumerable<Component> NpmPackages(XElement file)
    {
        const string Folder = "node_modules/";
        foreach (var package in file.Element("packages").Elements().Where(package => NameOf(package).StartsWith(Folder, StringComparison.Ordinal)))
        {
            var name = NameOf(package).Substring(Folder.Length);
            var integrity = (string)package.Element("integrity");
            yield return new Component
            {
                Name = name,
                Version = (string)package.Element("version"),
                Purl = "pkg:npm/" + name.Replace("@", "%40") + "@" + (string)package.Element("version"),
                Hash = integrity.Substring("sha512-".Length),
                License = (string)package.Element("license"),
                IsShipped = true,
            };
        }
    }

    private static string NuGetPurl(string name, string version) => "pkg:nuget/" + name + "@" + version;

    private string Write(List<Component> components)
    {
        var json = new StringBuilder("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n");
        json.Append("  \"metadata\": { \"component\": { \"type\": \"application\", \"bom-ref\": \"application\", \"name\": ").Append(Text(Name));
        json.Append(", \"version\": ").Append(Text(Version)).Append(" } },\n  \"components\": [\n");
        json.Append(string.Join(",\n", components.Select(Write)));
        json.Append("\n  ],\n  \"dependencies\": [\n");
        json.Append(string.Join(",\n", components.Where(component => component.DependsOn.Count > 0).Select(component =>
            "    { \"ref\": " + Text(component.Purl) + ", \"dependsOn\": [" + string.Join(", ", component.DependsOn.Select(Text)) + "] }")));
        return json.Append("\n  ]\n}\n").ToString();
    }

    private static string Write(Component component)
    {
        var json = new StringBuilder("    { \"type\": \"library\", \"bom-ref\": ").Append(Text(component.Purl));
        json.Append(", \"name\": ").Append(Text(component.Name)).Append(", \"version\": ").Append(Text(component.Version));
        json.Append(", \"scope\": ").Append(component.IsShipped ? "\"required\"" : "\"excluded\"");
        if (component.Hash != null)
            json.Append(", \"hashes\": [{ \"alg\": \"SHA-512\", \"content\": \"").Append(BitConverter.ToString(Convert.FromBase64String(component.Hash)).Replace("-", "").ToLowerInvariant()).Append("\" }]");
        if (component.License != null) json.Append(", \"licenses\": [{ \"license\": { \"name\": ").Append(Text(component.License)).Append(" } }]");
        return json.Append(", \"purl\": ").Append(Text(component.Purl)).Append(" }").ToString();
    }

    private static string Text(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

    private sealed class Component
    {
        public string Name { get; set; }

        public string Version { get; set; }

        public string Purl { get; set; }

        /// <summary>SHA-512 as Base64; null if it is not known.</summary>
        public string Hash { get; set; }

        public string License { get; set; }

        /// <summary>Whether files of it are in the publish output. Analyzers are not.</summary>
        public bool IsShipped { get; set; }

        public List<string> DependsOn { get; set; } = new List<string>();
    }
}
