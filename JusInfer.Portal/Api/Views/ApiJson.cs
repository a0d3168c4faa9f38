using System.Text.Json.Serialization;

namespace JusInfer.Portal.Api.Views;

/// <summary>How the control plane's answers are written, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TokensView))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(ListView<KeyView>))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(MembersView))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(CapView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(PageView<RequestView>))]
[JsonSerializable(typeof(ReceiptView))]
internal sealed partial class ApiJson : JsonSerializerContext;
