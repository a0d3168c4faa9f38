using JusInfer.Portal.Hosting;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tests.Documentation;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.Configuration;

namespace JusInfer.Portal.Tests.Hosting;

public sealed class PortalSettingsTests
{
    private static readonly string Home = Path.Combine(Path.GetTempPath(), "jusinfer-home");

    [Fact]
    public void By_default_all_paths_are_under_the_content_root()
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
    public void Paths_can_be_relative_or_absolute()
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
    public void Durability_is_a_name_that_ignores_case(string name, bool disk) => Read([], ("Journal:Durability", name)).Journal.Durability.ShouldBe(disk ? JournalDurability.Disk : JournalDurability.Process);

    [Fact]
    public void Copies_of_calls_in_the_database_need_one_that_other_nodes_can_read()
    {
        Read([], ("Journal:Durability", "database"), ("ConnectionStrings:Store", "Host=db;Database=x")).Journal.Durability.ShouldBe(JournalDurability.Database);
        Read(["Journal:Durability is \"database\", but no other node could read the SQLite file"], ("Journal:Durability", "database"));
    }

    [Fact]
    public void A_connection_string_selects_the_shared_store() =>
        Read([], ("ConnectionStrings:Store", "Host=db;Database=x")).Store.IsShared.ShouldBeTrue();

    [Fact]
    public void Every_error_names_the_setting_its_value_and_the_valid_values()
    {
        Read(
            ["Journal:Durability is \"7\"", "Shutdown:DrainSeconds is \"-1\"", "Gateway:MaxRequestBytes is \"many\"", "Accounts:SignUp is \"ajar\"",
                "Accounts:AttemptsPerMinute is \"0\"", "Simulator:TokenDelay is \"-00:00:01\"", "Simulator:PrefixBlocks is \"0\"",
                "Gateway:AnonymousDiscovery is \"maybe\"; write true or false.", "Wallet:InitialCreditUsd is \"-25\"; write US dollars from 0 to 1000000 with at most 9 decimals.",
                "Wallet:CreditUnverified is \"some\"", "Webhooks:AllowPrivateAddresses is \"all\"", "Runaway:Enabled is \"on\"", "Proxy:Known contains \"proxy\"; write IP addresses or networks", "Runaway:MaxToolRepeats is \"1\"; write a whole number from 2 to 1000000",
                "HomePage:LiveStream is \"later\"; write true or false.", "HomePage:LiveStreamsPerMinute is \"0\""],
            ("Journal:Durability", "7"), ("Shutdown:DrainSeconds", "-1"), ("Gateway:MaxRequestBytes", "many"), ("Accounts:SignUp", "ajar"),
            ("Accounts:AttemptsPerMinute", "0"), ("Simulator:TokenDelay", "-00:00:01"), ("Simulator:PrefixBlocks", "0"),
            ("Gateway:AnonymousDiscovery", "maybe"), ("Wallet:InitialCreditUsd", "-25"), ("Wallet:CreditUnverified", "some"), ("Webhooks:AllowPrivateAddresses", "all"), ("Runaway:Enabled", "on"), ("Runaway:MaxToolRepeats", "1"), ("Proxy:Known:0", "proxy"), ("HomePage:LiveStream", "later"), ("HomePage:LiveStreamsPerMinute", "0"));
        Read(
            ["Proxy:AllowedHosts contains \"https://jusinfer.example.com\"; write host names without scheme and port", "Proxy:AllowedHosts contains \"jusinfer.example.com:8443\"",
                "Proxy:AllowedHosts contains \"*\"", "Proxy:AllowPlainHttp is \"maybe\"; write true or false.", "Proxy:Hsts is \"on\"; write \"off\" or \"host\" or \"subdomains\"."],
            ("Proxy:AllowedHosts:0", "https://jusinfer.example.com"), ("Proxy:AllowedHosts:1", "jusinfer.example.com:8443"), ("Proxy:AllowedHosts:2", "*"),
            ("Proxy:AllowPlainHttp", "maybe"), ("Proxy:Hsts", "on"));
        Read(["Proxy:Known and ASPNETCORE_FORWARDEDHEADERS_ENABLED are both set"], ("Proxy:Known:0", "10.0.0.1"), ("FORWARDEDHEADERS_ENABLED", "true"));
        Read(["Shutdown:DrainSeconds is \"3601\""], ("Shutdown:DrainSeconds", "3601"));
        Read(["Gateway:MaxRequestBytes is \"99999999999\""], ("Gateway:MaxRequestBytes", "99999999999"));
    }

    [Fact]
    public void The_memory_for_request_bodies_holds_at_least_two_requests()
    {
        Read([], ("Gateway:MaxBytesInFlight", "5000000000")).Gateway.MaxBytesInFlight.ShouldBe(5_000_000_000);
        Read([], ("Gateway:MaxRequestBytes", "1073741824")).Gateway.MaxBytesInFlight.ShouldBeGreaterThanOrEqualTo(2L * 1_073_741_824);
        Read(["Gateway:MaxBytesInFlight is \"67108863\"; write a whole number from 67108864"], ("Gateway:MaxBytesInFlight", "67108863"));
    }

    [Fact]
    public void Teams_can_store_responses_as_long_as_by_default_or_as_long_as_the_operator_permits()
    {
        Read([], ("Responses:RetentionDays", "7")).Gateway.Responses.Retention.ShouldBe(new(7, 7));
        Read([], ("Responses:MaxRetentionDays", "90")).Gateway.Responses.Retention.ShouldBe(new(30, 90));
        Read(["Responses:MaxRetentionDays is \"7\"; write a whole number from 30 to 3650"], ("Responses:MaxRetentionDays", "7"));
    }

    [Fact]
    public void Every_invalid_operator_address_is_an_error() =>
        Read(
            ["Operator:Emails contains \"nobody\"", "Operator:Emails contains \"no one\""],
            ("Operator:Emails:0", "ada@example.com"), ("Operator:Emails:1", "nobody"), ("Operator:Emails:2", "no one"))
            .Operator.Emails.ShouldContain("ada@example.com");

    [Fact]
    public void An_operator_is_listed_as_written_for_an_earlier_account_and_in_the_form_of_today() => Read(
        [], ("Operator:Emails:0", "Ada@example.com."), ("Operator:Emails:1", "grace@example.com"))
        .Operator.Emails.ShouldBe(["Ada@example.com.", "ada@example.com", "grace@example.com"]);

    [Fact]
    public void A_list_that_is_written_as_one_value_is_an_error() => Read(["Operator:Emails is \"ada@example.com\""], ("Operator:Emails", "ada@example.com"));

    [Fact]
    public void A_server_for_mails_needs_a_sender_and_the_public_address_of_the_portal()
    {
        var mail = Read([], ("Smtp:Host", "smtp.example.com"), ("Smtp:From", "JusInfer <noreply@example.com>"), ("Portal:PublicUrl", "https://jusinfer.example.com:8443/")).Mail;
        (mail.IsEnabled, mail.PublicUrl, mail.Smtp!.Port, mail.Smtp.Security).ShouldBe((true, "https://jusinfer.example.com:8443", 587, SmtpSecurity.StartTls));
        var unicode = Read([], ("Portal:PublicUrl", "https://bücher.example")).Mail.PublicUrl;
        unicode.ShouldBe("https://xn--bcher-kva.example", "as browsers write it");

        Read(["Smtp:From is \"\"", "Smtp:Host is set without Portal:PublicUrl"], ("Smtp:Host", "smtp.example.com"));
        Read(["Smtp:From, Smtp:User or a password is set without Smtp:Host"], ("Smtp:From", "noreply@example.com")).Mail.IsEnabled.ShouldBeFalse();
        Read([], ("Portal:PublicUrl", "http://localhost:5080")).Mail.IsEnabled.ShouldBeFalse();
    }

    [Theory]
    [InlineData("security team")]
    [InlineData("http://example.com/security")]
    [InlineData("/security")]
    [InlineData("ftp://example.com")]
    public void A_contact_that_nobody_can_reach_is_an_error(string contact) =>
        Read([$"Portal:SecurityContact is \"{contact}\""], ("Portal:SecurityContact", contact)).SecurityContact.ShouldBeNull();

    [Fact]
    public void Every_error_in_the_settings_of_mails_is_reported()
    {
        Read(
            ["Smtp:Port is \"465\"", "Smtp:Security is \"tls\"; write \"starttls\" or \"none\".", "Smtp:From is \"nobody\"", "Smtp:User and its password are not both set",
                "Portal:PublicUrl is \"example.com\""],
            ("Smtp:Host", "smtp.example.com"), ("Smtp:Port", "465"), ("Smtp:Security", "tls"), ("Smtp:From", "nobody"), ("Smtp:User", "mailer"), ("Portal:PublicUrl", "example.com"));
        Read(["Smtp:Port is \"0\""], [.. Server, ("Smtp:Port", "0")]);
        foreach (var url in new[] { "https://example.com/portal", "https://example.com/?a=b", "https://user@example.com", "ftp://example.com", "/portal" })
            Read([$"Portal:PublicUrl is \"{url}\""], [.. Server.Where(static setting => setting.Key != "Portal:PublicUrl"), ("Portal:PublicUrl", url)]);
    }

    [Fact]
    public void A_password_crosses_the_network_over_TLS_only()
    {
        (string, string)[] login = [("Smtp:User", "mailer"), ("Smtp:Password", "secret"), ("Smtp:Security", "none")];

        Read(["Smtp:Security is \"none\""], [.. Server, .. login]);
        Read([], [.. Server.Where(static setting => setting.Key != "Smtp:Host"), .. login, ("Smtp:Host", "127.0.0.1")]).Mail.Smtp!.Password!.Reveal().ShouldBe("secret");
        Read([], [.. Server, ("Smtp:Security", "none")]).Mail.IsEnabled.ShouldBeTrue();
    }

    [Fact]
    public void The_password_of_the_server_can_be_in_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from a file\n");

        Read([], [.. Server, ("Smtp:User", "mailer"), ("Smtp:PasswordFile", file)]).Mail.Smtp!.Password!.Reveal().ShouldBe("from a file");
        Read(["Smtp:Password and Smtp:PasswordFile are both set"], [.. Server, ("Smtp:User", "mailer"), ("Smtp:PasswordFile", file), ("Smtp:Password", "x")]);
        File.WriteAllText(file, "\n");
        Read(["Smtp:PasswordFile is"], [.. Server, ("Smtp:User", "mailer"), ("Smtp:PasswordFile", file)]);
        File.Delete(file);
        Read(["Smtp:PasswordFile is"], [.. Server, ("Smtp:User", "mailer"), ("Smtp:PasswordFile", file)]);
    }

    [Fact]
    public void An_empty_value_counts_as_missing_except_for_the_sign_up_mode()
    {
        Read([], [.. SettingsTable.Rows.Select(static row => row.Key).Except(["Accounts:SignUp"]).Select(static key => (key, ""))])
            .ShouldBe(Read([]));
        Read(["Accounts:SignUp is \"\""], ("Accounts:SignUp", ""));
    }

    private static (string Key, string Value)[] Server => [("Smtp:Host", "smtp.example.com"), ("Smtp:From", "noreply@example.com"), ("Portal:PublicUrl", "https://jusinfer.example.com")];

    private static PortalSettings Read(string[] errors, params (string Key, string Value)[] values)
    {
        var reported = new List<string>();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build();
        var settings = PortalSettings.Read(new SettingsReader(configuration, reported), Home);
        reported.Count.ShouldBe(errors.Length, string.Join('\n', reported));
        foreach (var error in errors) reported.ShouldContain(text => text.StartsWith(error) && text.Contains("; write "));
        return settings;
    }
}
