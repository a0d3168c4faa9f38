using System.Text.Json.Serialization;

namespace JusInfer.Portal.Api.Views;

/// <summary>The JSON form of the control plane's responses, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokensView))]
[JsonSerializable(typeof(ListView<SessionView>))]
[JsonSerializable(typeof(AccountExportView))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(ListView<KeyView>))]
[JsonSerializable(typeof(ListView<LimitView>))]
[JsonSerializable(typeof(RefusalPageView))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(MemberView))]
[JsonSerializable(typeof(MembersView))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(CapView))]
[JsonSerializable(typeof(BudgetView))]
[JsonSerializable(typeof(ListView<BudgetView>))]
[JsonSerializable(typeof(BudgetPreviewView))]
[JsonSerializable(typeof(WalletView))]
[JsonSerializable(typeof(LedgerEntryView))]
[JsonSerializable(typeof(LedgerPageView))]
[JsonSerializable(typeof(TeamWalletView))]
[JsonSerializable(typeof(TeamWalletPageView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(RequestPageView))]
[JsonSerializable(typeof(RequestView))]
[JsonSerializable(typeof(ReceiptView))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunPageView))]
[JsonSerializable(typeof(RunTreeView))]
internal sealed partial class ApiJson : JsonSerializerContext;
