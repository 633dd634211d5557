using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sweeping;

/// <summary>Finds the deployments and request shapes of a sweep.</summary>
public static class SweepSpaces
{
    /// <summary>The deployments of several models that fit; the others are counted in <paramref name="log"/>.</summary>
    /// <param name="catalog">Facts.</param>
    /// <param name="coefficients">How fast things run.</param>
    /// <param name="models">The models, each with the weight format that its name implied, or none.</param>
    /// <param name="policy">What may be considered; its layouts may fit some of the models only.</param>
    /// <param name="offers">What can be bought.</param>
    /// <param name="mostAccelerators">The largest replica.</param>
    /// <param name="log">Receives what does not fit.</param>
    /// <param name="cancellation">Stops.</param>
    public static SweepRows Deployments(Catalog catalog, CoefficientSet coefficients, IReadOnlyList<(ModelArchitecture Model, NumberFormat? Checkpoint)> models,
        CandidatePolicy policy, ILookup<string, InstanceOffer> offers, int mostAccelerators, RejectionLog log,
        CancellationToken cancellation = default)
    {
        SweepRows rows = new();
        foreach ((ModelArchitecture model, NumberFormat? checkpoint) in models)
        {
            CandidatePolicy own = policy.Precisions.Count == 0 && checkpoint is { } only ? policy with { Precisions = [only] } : policy;
            if (own.Layouts.Count > 0)
            {
                Layout[] dividing = [.. own.Layouts.Where(layout => Layouts.Indivisible(model, layout) is null)];
                foreach (Layout layout in own.Layouts.Except(dividing))
                    log.Add(RejectionReason.DoesNotDivideModel, layout.Accelerators, () => $"{layout} does not divide {model.Id}: {Layouts.Indivisible(model, layout)}");
                if (dividing.Length == 0) continue;
                own = own with { Layouts = dividing };
            }
            CandidateSet set = Candidates.Enumerate(catalog, model, own, offers);
            foreach (Rejection rejection in set.Rejections.Rejections) log.Add(rejection.Reason, 0, () => rejection.NearestMiss, rejection.Count);
            foreach (Candidate candidate in set.Candidates)
            {
                cancellation.ThrowIfCancellationRequested();
                if (candidate.Deployment.Layout.Accelerators <= mostAccelerators) rows.Add(PlannedDeployment.Of(candidate.Deployment, coefficients, candidate.UsdPerHour));
            }
        }
        return rows;
    }

    /// <summary>Every prompt with every output with every cached prefix that is shorter than the prompt; how many are not is <paramref name="leftOut"/>.</summary>
    public static IReadOnlyList<RequestShape> Shapes(IReadOnlyList<int> prompts, IReadOnlyList<int> outputs, IReadOnlyList<int> cached, out int leftOut)
    {
        List<RequestShape> shapes = [];
        leftOut = 0;
        foreach (int prompt in prompts)
            foreach (int output in outputs)
                foreach (int prefix in cached)
                {
                    if (prefix < prompt) shapes.Add(new(prompt, output, prefix));
                    else leftOut++;
                }
        return shapes;
    }
}
