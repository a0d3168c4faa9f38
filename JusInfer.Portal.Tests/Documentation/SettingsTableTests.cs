using System.Text.RegularExpressions;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.Architecture;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace JusInfer.Portal.Tests.Documentation;

/// <summary>The table of settings in the documentation agrees with what the program reads.</summary>
public sealed partial class SettingsTableTests
{
    /// <summary>Lists have settings only if they have an entry.</summary>
    private static readonly (string Key, string Value)[] OneEntryOfEachList =
    [
        ("Accounts:ExternalSignIn:Providers:0:Name", "example"), ("Secrets:Previous:0:KeyFile", "/no/such/file"),
        ("Proxy:Known:0", "192.0.2.1"), ("Proxy:AllowedHosts:0", "example.com"), ("Operator:Emails:0", "ada@example.com"),
    ];

    /// <summary>Without these, the other settings of mails have no effect.</summary>
    private static readonly (string Key, string Value)[] Mails =
        [("Smtp:Host", "smtp.example.com"), ("Smtp:From", "noreply@example.com"), ("Portal:PublicUrl", "https://jusinfer.example.com")];

    /// <summary>What ASP.NET Core itself asks for meanwhile.</summary>
    private static readonly string[] OfTheFramework =
    [
        WebHostDefaults.ApplicationKey, WebHostDefaults.EnvironmentKey, WebHostDefaults.HostingStartupAssembliesKey,
        WebHostDefaults.HostingStartupExcludeAssembliesKey, WebHostDefaults.StaticWebAssetsKey,
    ];

    [Fact]
    public void It_has_every_setting_that_the_program_reads_and_no_other()
    {
        var recorded = new RecordedKeys();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root });
        builder.Configuration.AddInMemoryCollection(Pairs(OneEntryOfEachList));
        ((IConfigurationBuilder)builder.Configuration).Add(recorded);
        recorded.Keys.Clear();

        builder.AddPortal();

        var read = recorded.Keys.Except(OfTheFramework).Select(static key => SettingsTable.EntryNumber().Replace(key, ""))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var settings = read.Where(key => !read.Any(other => IsBelow(other, key))).ToList();
        var documented = SettingsTable.Rows.Select(static row => row.Key).ToList();
        documented.ShouldBeUnique();
        settings.Except(documented).ShouldBeEmpty("the program reads them, and the table does not have them");
        documented.Except(settings).ShouldBeEmpty("the table has them, and the program does not read them");
    }

    [Fact]
    public void Nothing_reads_settings_but_what_composes_the_program() =>
        TypeUses.In(typeof(Program).Assembly.Location).Where(static use => use.Used == typeof(IConfiguration).FullName)
            .Select(static use => use.User).Where(static user => !user.StartsWith("JusInfer.Portal.Hosting.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Each_default_that_is_a_value_is_that_of_the_program()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root });
        builder.AddPortal();
        var values = SettingsTable.Rows.Where(static row => row.Value is not null)
            .ToDictionary(static row => row.Key, static row => row.Value!);

        values["urls"].ShouldBe(builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey));
        foreach (var (key, value) in values) Read([.. Mails, (key, value)], []).ShouldBe(Read(Mails, []), key);
    }

    /// <summary>Numbers, amounts, flags, durations and choices always have a default; texts, lists and files have none.</summary>
    [Fact]
    public void Each_setting_without_a_default_in_the_table_takes_text()
    {
        var settings = SettingsTable.Rows.Where(static row => row.Default == "none").Select(static row => row.Key)
            .Where(static key => !key.EndsWith(":Type", StringComparison.Ordinal)); // a choice that has to be made

        foreach (var key in settings)
        {
            var errors = new List<string>();
            Read([(key, "nonsense")], errors);
            errors.Where(error => error.StartsWith($"{key} is \"nonsense\"", StringComparison.Ordinal) && HasDefault().IsMatch(error))
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void Only_these_defaults_are_described_in_words() => SettingsTable.Rows
        .Where(static row => row.Value is null && row.Default != "none").Select(static row => row.Key).ShouldBe(
        [
            "Accounts:SignUp", "Accounts:ExternalSignIn:Providers:0:DisplayName", "Accounts:ExternalSignIn:Providers:0:Authority",
            "Accounts:ExternalSignIn:Providers:0:Scopes", "Gateway:MaxBytesInFlight",
        ]);

    private static IEnumerable<KeyValuePair<string, string?>> Pairs((string Key, string Value)[] values) =>
        values.Select(static value => KeyValuePair.Create(value.Key, (string?)value.Value));

    private static bool IsBelow(string key, string section) => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    private static PortalSettings Read((string Key, string Value)[] values, List<string> errors)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Pairs(values)).Build();
        return PortalSettings.Read(new SettingsReader(configuration, errors), Path.GetTempPath());
    }

    [GeneratedRegex(
        "; write (a whole number|US dollars|true or false|hours, minutes|\")",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HasDefault();

    /// <summary>Has no settings, and records the keys and sections that are asked for.</summary>
    private sealed class RecordedKeys : ConfigurationProvider, IConfigurationSource
    {
        public HashSet<string> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override bool TryGet(string key, out string? value)
        {
            Keys.Add(key);
            return base.TryGet(key, out value);
        }

        public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
        {
            if (parentPath is not null) Keys.Add(parentPath);
            return base.GetChildKeys(earlierKeys, parentPath);
        }
    }
}
