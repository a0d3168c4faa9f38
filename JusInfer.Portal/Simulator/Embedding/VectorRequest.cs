using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Embedding;

/// <summary>What the simulator acts on in a request for embeddings.</summary>
/// <param name="Model">Repeated in the answer.</param>
/// <param name="Inputs">In order; token numbers as text.</param>
/// <param name="Dimensions">Numbers a vector.</param>
/// <param name="AsBase64">The vectors are asked for as bytes instead of numbers.</param>
internal sealed record VectorRequest(string Model, ImmutableArray<string> Inputs, int Dimensions, bool AsBase64);
