using JusInfer.Portal.Hosting;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Configuration;

namespace JusInfer.Portal.Tests.Hosting;

public sealed class PortalSettingsTests
{
    private static readonly string Home = Path.Combine(Path.GetTempPath(), "jusinfer-home");

    [Fact]
    public void Without_a_word_everything_stands_under_the_content_root()
    {
        var settings = Read([]);

        settings.Store.SqliteFile.ShouldBe(Path.Combine(Home, "data", "jusinfer.db"));
        settings.Journal.Path.ShouldBe(Path.Combine(Home, "data", "journal"));
        settings.Journal.Durability.ShouldBe(JournalDurability.Process);
        settings.CatalogPath.ShouldBe(Path.Combine(Home, "catalog.json"));
        settings.Drain.ShouldBe(TimeSpan.FromSeconds(30));
        settings.Gateway.MaxRequestBytes.ShouldBe(32 * 1024 * 1024);
        settings.Store.IsShared.ShouldBeFalse();
    }

    [Fact]
    public void Paths_may_be_relative_or_not()
    {
        var settings = Read([], ("Store:Path", "elsewhere"), ("Catalog:Path", "/etc/catalog.json"), ("Journal:Path", "../journal"));

        settings.Store.SqliteFile.ShouldBe(Path.Combine(Home, "elsewhere", "jusinfer.db"));
        settings.CatalogPath.ShouldBe("/etc/catalog.json");
        settings.Journal.Path.ShouldBe(Path.GetFullPath(Path.Combine(Home, "..", "journal")));
    }

    [Theory]
    [InlineData("disk", true)]
    [InlineData("DISK", true)]
    [InlineData("process", false)]
    [InlineData("", false)]
    public void Durability_is_a_word(string word, bool disk) => Read([], ("Journal:Durability", word)).Journal.Durability.ShouldBe(disk ? JournalDurability.Disk : JournalDurability.Process);

    [Fact]
    public void A_connection_string_makes_the_store_a_shared_one() =>
        Read([], ("ConnectionStrings:Store", "Host=db;Database=x")).Store.IsShared.ShouldBeTrue();

    [Fact]
    public void Every_fault_is_told_with_its_name_its_value_and_what_to_write()
    {
        Read(
            ["Journal:Durability is \"7\"", "Shutdown:DrainSeconds is \"-1\"", "Gateway:MaxRequestBytes is \"many\""],
            ("Journal:Durability", "7"), ("Shutdown:DrainSeconds", "-1"), ("Gateway:MaxRequestBytes", "many"));
        Read(["Shutdown:DrainSeconds is \"3601\""], ("Shutdown:DrainSeconds", "3601"));
        Read(["Gateway:MaxRequestBytes is \"99999999999\""], ("Gateway:MaxRequestBytes", "99999999999"));
    }

    private static PortalSettings Read(string[] faults, params (string Key, string Value)[] values)
    {
        var told = new List<string>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
        var settings = PortalSettings.Read(configuration, Home, told);
        told.Count.ShouldBe(faults.Length, string.Join('\n', told));
        foreach (var fault in faults) told.ShouldContain(text => text.StartsWith(fault) && text.Contains("; write "));
        return settings;
    }
}
