using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Embeddings;

/// <summary>The fields of an embeddings request that the simulator uses.</summary>
/// <param name="Model">The model's name, repeated in the response.</param>
/// <param name="Inputs">The inputs in order. An array of token numbers is represented by its JSON text.</param>
/// <param name="Dimensions">The number of components of each vector.</param>
/// <param name="AsBase64">The request asks for base64 instead of numbers.</param>
internal sealed record SimulatedEmbeddingsRequest(string Model, ImmutableArray<string> Inputs, int Dimensions, bool AsBase64);
