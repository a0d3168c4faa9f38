using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Landing;
using JusInfer.Portal.Data;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// All settings, read once at startup. This class defines the keys and the valid ranges; the options classes define the default values.
/// </summary>
internal sealed record PortalSettings
{
    private const long OneTerabyte = 1L << 40;

    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    public required StoreOptions Store { get; init; }

    public required JournalOptions Journal { get; init; }

    public required UsageOptions Usage { get; init; }

    public required GatewayOptions Gateway { get; init; }

    public required AccountsOptions Accounts { get; init; }

    public required OperatorOptions Operator { get; init; }

    public required WalletOptions Wallet { get; init; }

    public required RunawayOptions Runaway { get; init; }

    public required WebhookOptions Webhooks { get; init; }

    public required MailOptions Mail { get; init; }

    public required SimulatorOptions Simulator { get; init; }

    public required LandingOptions HomePage { get; init; }

    public required ProxyOptions Proxy { get; init; }

    /// <summary>Whom to tell of a vulnerability, as a URI; null if nobody is named.</summary>
    public required string? SecurityContact { get; init; }

    public required string CatalogPath { get; init; }

    /// <summary>The time that running calls have to finish after the process is asked to stop.</summary>
    public required TimeSpan Drain { get; init; }

    public static PortalSettings Read(SettingsReader settings, string contentRoot)
    {
        var folder = settings.Text("Store:Path") ?? "data";
        var store = new StoreOptions(settings.Text("ConnectionStrings:Store"), Path.GetFullPath(folder, contentRoot))
        {
            ListenerConnectionString = settings.Text("ConnectionStrings:StoreListener"),
        };
        if (store.FindFault() is { } error) settings.AddError(error);
        store = store with { WrappingKeys = SecretSettings.Read(settings, contentRoot, store) };
        var mail = MailSettings.Read(settings, contentRoot);
        return new PortalSettings
        {
            Store = store,
            Journal = ReadJournal(
                settings,
                store,
                new JournalOptions
                {
                    Path = Path.GetFullPath(settings.Text("Journal:Path") ?? Path.Combine(folder, "journal"), contentRoot),
                }),
            Usage = new UsageOptions { RetentionDays = settings.Number("Usage:RetentionDays", 0, 0, 36_500) },
            Gateway = ReadGateway(settings, new GatewayOptions()),
            Accounts = ReadAccounts(settings, new AccountsOptions()) with
            {
                ExternalProviders = ExternalSignInSettings.Read(settings, settings.Sections("Accounts:ExternalSignIn:Providers"), contentRoot),
            },
            Operator = new OperatorOptions
            {
                // An earlier account can have the address as it is written here.
                Emails =
                [
                    .. settings.List("Operator:Emails", EmailAddress.IsValid, "e-mail addresses")
                        .SelectMany(static email => (string[])[email, EmailAddress.Canonicalize(email) ?? email])
                        .Distinct(StringComparer.OrdinalIgnoreCase),
                ],
            },
            Wallet = ReadWallet(settings, new WalletOptions()),
            Runaway = ReadRunaway(settings, new RunawayOptions()),
            Webhooks = new WebhookOptions { AllowPrivateAddresses = settings.Flag("Webhooks:AllowPrivateAddresses", defaultValue: false) },
            Mail = mail,
            Simulator = ReadSimulator(settings, new SimulatorOptions()),
            HomePage = ReadHomePage(settings, new LandingOptions()),
            Proxy = ProxySettings.Read(settings, mail.PublicUrl),
            SecurityContact = ReadSecurityContact(settings),
            CatalogPath = Path.GetFullPath(settings.Text("Catalog:Path") ?? "catalog.json", contentRoot),
            Drain = TimeSpan.FromSeconds(settings.Number("Shutdown:DrainSeconds", 30, 0, (int)OneHour.TotalSeconds)),
        };
    }

    private static string? ReadSecurityContact(SettingsReader settings)
    {
        if (settings.Text("Portal:SecurityContact") is not { } text) return null;
        if (SecurityText.ContactOf(text) is { } contact) return contact;
        settings.AddError(
            $"Portal:SecurityContact is \"{text}\"; write an e-mail address such as security@example.com, or an address with https://, "
            + "mailto: or tel:.");
        return null;
    }

    private static JournalOptions ReadJournal(SettingsReader settings, StoreOptions store, JournalOptions defaults)
    {
        var durability = settings.Name("Journal:Durability", defaults.Durability);
        if (durability == JournalDurability.Database && !store.IsShared)
        {
            settings.AddError(
                "Journal:Durability is \"database\", but no other node could read the SQLite file; write process or disk, or set ConnectionStrings:Store to a "
                + "PostgreSQL database.");
        }

        return defaults with { Durability = durability };
    }

    private static GatewayOptions ReadGateway(SettingsReader settings, GatewayOptions defaults)
    {
        var limits = defaults with
        {
            MaxRequestBytes = settings.Number("Gateway:MaxRequestBytes", defaults.MaxRequestBytes, 1024, 1024 * 1024 * 1024),
        };
        return limits with
        {
            MaxBytesInFlight = settings.Number(
                "Gateway:MaxBytesInFlight", Math.Max(limits.MaxBytesInFlight, limits.MinBytesInFlight), limits.MinBytesInFlight, OneTerabyte),
            RetryFloor = settings.Number("Gateway:RetryFloor", defaults.RetryFloor, 0, 1_000_000),
            AuthenticationFailuresPerMinute = settings.Number(
                "Gateway:AuthenticationFailuresPerMinute", defaults.AuthenticationFailuresPerMinute, 1, 1_000_000),
            AllowsAnonymousDiscovery = settings.Flag("Gateway:AnonymousDiscovery", defaults.AllowsAnonymousDiscovery),
            SafeguardModel = settings.Text("Gateway:Safeguards:Model"),
            Responses = ReadResponses(settings, defaults.Responses),
        };
    }

    private static ResponseOptions ReadResponses(SettingsReader settings, ResponseOptions defaults)
    {
        var days = settings.Number("Responses:RetentionDays", defaults.RetentionDays, 0, ResponsePolicy.MaxRetentionDays);
        return ReadResponseLimits(settings, defaults) with
        {
            RetentionDays = days,
            MaxRetentionDays = settings.Number("Responses:MaxRetentionDays", days, days, ResponsePolicy.MaxRetentionDays),
        };
    }

    private static ResponseOptions ReadResponseLimits(SettingsReader settings, ResponseOptions defaults) => defaults with
    {
        MaxBytes = settings.Number("Responses:MaxBytes", defaults.MaxBytes, 1024, 64 * 1024 * 1024),
        Quota = new ResponseQuota(
            settings.Number("Responses:MaxPerTenant", defaults.Quota.MaxResponses, 1, 1_000_000),
            settings.Number("Responses:MaxBytesPerTenant", defaults.Quota.MaxBytes, 1024, OneTerabyte)),
    };

    private static AccountsOptions ReadAccounts(SettingsReader settings, AccountsOptions defaults) => defaults with
    {
        // An empty variable must not open sign-up to everyone.
        SignUp = settings.OptionalName<SignUpMode>("Accounts:SignUp", allowEmpty: false),
        SetupToken = settings.Text("Accounts:SetupToken") is { } token ? new Secret(token) : null,
        AttemptsPerMinute = settings.Number("Accounts:AttemptsPerMinute", defaults.AttemptsPerMinute, 1, 1_000_000),
        AttemptsPerEmailPerMinute = settings.Number(
            "Accounts:AttemptsPerEmailPerMinute", defaults.AttemptsPerEmailPerMinute, 1, 1_000_000),
        CallsPerMinute = settings.Number("Accounts:CallsPerMinute", defaults.CallsPerMinute, 1, 1_000_000),
        AnonymousCallsPerMinute = settings.Number("Accounts:AnonymousCallsPerMinute", defaults.AnonymousCallsPerMinute, 1, 1_000_000),
        ExportsPerMinute = settings.Number("Accounts:ExportsPerMinute", defaults.ExportsPerMinute, 1, 1_000_000),
        ConcurrentExports = settings.Number("Accounts:ConcurrentExports", defaults.ConcurrentExports, 1, 1_000),
    };

    private static WalletOptions ReadWallet(SettingsReader settings, WalletOptions defaults) => defaults with
    {
        InitialCredit = settings.Usd("Wallet:InitialCreditUsd", defaults.InitialCredit),
        CreditUnverified = settings.Flag("Wallet:CreditUnverified", defaults.CreditUnverified),
    };

    private static RunawayOptions ReadRunaway(SettingsReader settings, RunawayOptions defaults) => defaults with
    {
        Enabled = settings.Flag("Runaway:Enabled", defaults.Enabled),
        MaxRepeatsWithTools = settings.Number("Runaway:MaxRepeatsWithTools", defaults.MaxRepeatsWithTools, 2, 1_000_000),
        MaxRepeatsOfNamedRun = settings.Number("Runaway:MaxRepeatsOfNamedRun", defaults.MaxRepeatsOfNamedRun, 2, 1_000_000),
        MaxToolRepeats = settings.Number("Runaway:MaxToolRepeats", defaults.MaxToolRepeats, 2, 1_000_000),
        SpendFactor = settings.Number("Runaway:SpendFactor", defaults.SpendFactor, 1, 1_000_000),
        MinSpend = settings.Usd("Runaway:MinSpendUsd", defaults.MinSpend),
    };

    private static LandingOptions ReadHomePage(SettingsReader settings, LandingOptions defaults) => defaults with
    {
        LiveStream = settings.Flag("HomePage:LiveStream", defaults.LiveStream),
        LiveStreamsPerMinute = settings.Number("HomePage:LiveStreamsPerMinute", defaults.LiveStreamsPerMinute, 1, 1_000_000),
    };

    private static SimulatorOptions ReadSimulator(SettingsReader settings, SimulatorOptions defaults) => defaults with
    {
        FirstTokenDelay = settings.Duration("Simulator:FirstTokenDelay", defaults.FirstTokenDelay, TimeSpan.Zero, OneHour),
        TokenDelay = settings.Duration("Simulator:TokenDelay", defaults.TokenDelay, TimeSpan.Zero, OneHour),
        PrefixLifetime = settings.Duration(
            "Simulator:PrefixLifetime", defaults.PrefixLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        PrefixBlocks = settings.Number("Simulator:PrefixBlocks", defaults.PrefixBlocks, 1, 10_000_000),
    };
}
