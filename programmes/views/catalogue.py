from django.core.paginator import Paginator
from django.views.generic import DetailView, TemplateView

from mentoring.lib.access import DeclaresAccess, signed_in
from participants.models import Profile
from programmes import catalogue
from programmes.models import Cohort
from programmes.place_words import one_asks_the_other


class ProgrammeListView(DeclaresAccess, TemplateView):
    access_rule = signed_in
    template_name = "programmes/programme_list.html"

    def get_context_data(self, **kwargs):
        person = Profile.objects.visible_to(self.request.user).select_related("user", "grade").first()
        offers = catalogue.offers_to(person) if person else []
        show, words = self.request.GET.get("show", ""), self.request.GET.get("q", "").strip()
        found, query = catalogue.found(offers, show=show, words=words), catalogue.query_of(show=show, words=words)
        return super().get_context_data(
            person=person,
            offers=offers,
            shown=Paginator(found, catalogue.ON_A_PAGE).get_page(self.request.GET.get("page")),
            query=f"{query}&" if query else "",
            tabs=catalogue.tabs_of(offers, show=show, words=words),
            show=show,
            words=words,
            may_search=len(offers) >= catalogue.WORTH_A_SEARCH,
            **kwargs,
        )


class CohortDetailView(DeclaresAccess, DetailView):
    access_rule = signed_in
    template_name = "programmes/cohort_detail.html"

    def get_queryset(self):
        return Cohort.objects.visible_to(self.request.user).with_numbers().select_related("programme")

    def get_context_data(self, **kwargs):
        person = Profile.objects.visible_to(self.request.user).select_related("user", "grade").get()
        return super().get_context_data(
            offer=catalogue.offer_to(person, self.object),
            who_may_join=catalogue.who_may_join(self.object.programme),
            people_choose=one_asks_the_other(self.object),
            **kwargs,
        )
