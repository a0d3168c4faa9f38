namespace JusInfer.Portal.Api.Input;

/// <summary>Endpoint metadata: the type that an endpoint reads its body or query string into, for the OpenAPI description.</summary>
internal sealed record RequestTypeMetadata(Type Type, bool IsBody);
