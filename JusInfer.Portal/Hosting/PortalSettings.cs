using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// All settings there are, read once. What a setting is without a word about it stands with its options; its key and its bounds stand here.
/// </summary>
internal sealed record PortalSettings
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    public required StoreOptions Store { get; init; }

    public required JournalOptions Journal { get; init; }

    public required GatewayOptions Gateway { get; init; }

    public required AccountsOptions Accounts { get; init; }

    public required OperatorOptions Operator { get; init; }

    public required SimulatorOptions Simulator { get; init; }

    public required string CatalogPath { get; init; }

    /// <summary>How long running calls may go on once the process is asked to end.</summary>
    public required TimeSpan Drain { get; init; }

    public static PortalSettings Read(SettingsReader settings, string contentRoot)
    {
        var folder = settings.Text("Store:Path") ?? "data";
        var store = new StoreOptions(settings.Text("ConnectionStrings:Store"), Path.GetFullPath(folder, contentRoot));
        if (store.FindFault() is { } fault) settings.Refuse(fault);
        return new PortalSettings
        {
            Store = store,
            Journal = ReadJournal(
                settings,
                new JournalOptions
                {
                    Path = Path.GetFullPath(settings.Text("Journal:Path") ?? Path.Combine(folder, "journal"), contentRoot),
                }),
            Gateway = ReadGateway(settings, new GatewayOptions()),
            Accounts = ReadAccounts(settings, new AccountsOptions()),
            Operator = new OperatorOptions { Emails = settings.List("Operator:Emails", EmailAddress.IsValid, "e-mail addresses") },
            Simulator = ReadSimulator(settings, new SimulatorOptions()),
            CatalogPath = Path.GetFullPath(settings.Text("Catalog:Path") ?? "catalog.json", contentRoot),
            Drain = TimeSpan.FromSeconds(settings.Number("Shutdown:DrainSeconds", 30, 0, (int)AnHour.TotalSeconds)),
        };
    }

    private static JournalOptions ReadJournal(SettingsReader settings, JournalOptions otherwise) =>
        otherwise with { Durability = settings.Word("Journal:Durability", otherwise.Durability) };

    private static GatewayOptions ReadGateway(SettingsReader settings, GatewayOptions otherwise) => otherwise with
    {
        MaxRequestBytes = settings.Number("Gateway:MaxRequestBytes", otherwise.MaxRequestBytes, 1024, 1024 * 1024 * 1024),
        RetryFloor = settings.Number("Gateway:RetryFloor", otherwise.RetryFloor, 0, 1_000_000),
        Responses = otherwise.Responses with
        {
            RetentionDays = settings.Number("Responses:RetentionDays", otherwise.Responses.RetentionDays, 0, 3650),
            MaxBytes = settings.Number("Responses:MaxBytes", otherwise.Responses.MaxBytes, 1024, 64 * 1024 * 1024),
        },
    };

    private static AccountsOptions ReadAccounts(SettingsReader settings, AccountsOptions otherwise) => otherwise with
    {
        // A variable that was forgotten must not open the door to everyone.
        SignUp = settings.Word("Accounts:SignUp", otherwise.SignUp, mayBeEmpty: false),
        AttemptsPerMinute = settings.Number("Accounts:AttemptsPerMinute", otherwise.AttemptsPerMinute, 1, 1_000_000),
        AttemptsPerEmailPerMinute = settings.Number(
            "Accounts:AttemptsPerEmailPerMinute", otherwise.AttemptsPerEmailPerMinute, 1, 1_000_000),
    };

    private static SimulatorOptions ReadSimulator(SettingsReader settings, SimulatorOptions otherwise) => otherwise with
    {
        FirstTokenDelay = settings.Time("Simulator:FirstTokenDelay", otherwise.FirstTokenDelay, TimeSpan.Zero, AnHour),
        TokenDelay = settings.Time("Simulator:TokenDelay", otherwise.TokenDelay, TimeSpan.Zero, AnHour),
        PrefixLifetime = settings.Time("Simulator:PrefixLifetime", otherwise.PrefixLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        PrefixBlocks = settings.Number("Simulator:PrefixBlocks", otherwise.PrefixBlocks, 1, 10_000_000),
    };
}
