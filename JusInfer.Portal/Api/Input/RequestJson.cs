using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Feedback;

namespace JusInfer.Portal.Api.Input;

/// <summary>The JSON form of the control plane's requests, generated at build time. A field's name is its property's in snake case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(RequestTimeJsonConverter), typeof(UsdJsonConverter)])]
[JsonSerializable(typeof(SignUpRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(TeamRequest))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(PasswordChangeRequest))]
[JsonSerializable(typeof(EmailChangeRequest))]
[JsonSerializable(typeof(SecondFactorRequest))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyChange))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(KeyReport))]
[JsonSerializable(typeof(KeyPolicyChange))]
[JsonSerializable(typeof(TeamChange))]
[JsonSerializable(typeof(MemberChange))]
[JsonSerializable(typeof(CapRequest))]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(BudgetRequest))]
[JsonSerializable(typeof(BudgetChange))]
[JsonSerializable(typeof(CreditRequest))]
[JsonSerializable(typeof(WalletChange))]
[JsonSerializable(typeof(LedgerQuery))]
[JsonSerializable(typeof(TeamQuery))]
[JsonSerializable(typeof(UsageSumsQuery))]
[JsonSerializable(typeof(CompletionQuery))]
[JsonSerializable(typeof(LimitsQuery))]
[JsonSerializable(typeof(RejectionsQuery))]
[JsonSerializable(typeof(AlertsQuery))]
[JsonSerializable(typeof(CredentialRequest))]
[JsonSerializable(typeof(ModelSettingsRequest))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookChange))]
[JsonSerializable(typeof(DeliveriesQuery))]
[JsonSerializable(typeof(AuditQuery))]
[JsonSerializable(typeof(AuditPageQuery))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(RoutingPolicyChange))]
[JsonSerializable(typeof(RunsQuery))]
[JsonSerializable(typeof(RequestPageQuery))]
[JsonSerializable(typeof(RequestExportQuery))]
[JsonSerializable(typeof(RequestsDownloadQuery))]
[JsonSerializable(typeof(UsageExportQuery))]
internal sealed partial class RequestJson : JsonSerializerContext
{
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}
